"""Gives the wheel the tag of the machines that its programs run on; it needs no certain version of Python."""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Tag(BuildHookInterface):
    """The tag that scripts/package/wheel has determined."""

    def initialize(self, version, build_data):
        """Sets what hatchling would otherwise take for a package without programs."""
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{os.environ['BERTCONV_TAG']}"
