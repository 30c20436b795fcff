"""Options of a run, and which of the tests belong to the environment that runs them."""

import os
import warnings
from importlib.metadata import PackageNotFoundError, version

import pytest

from bertconv_fixtures.environment import VARIABLES as LIBRARIES

#: What runs where, by the version of transformers; recipes run where there is none.
ENVIRONMENTS = {
    "fixtures/test_unchanged.py": ("4.44", "5.23"),
    "fixtures/test_keras_files.py": ("4.44",),
    "fixtures/test_torch_files.py": ("5.23",),
    "conversion/test_convert.py": ("5.23",),
    "conversion/test_read.py": ("5.23",),
    "conversion/test_load.py": ("4.44", "5.23"),
    "conversion/test_load_tensorflow.py": ("4.44",),
    "conversion/test_from_tensorflow.py": ("4.44", "5.23"),
    "conversion/test_dtypes.py": ("5.23",),
    "conversion/test_digest.py": ("5.23",),
    "conversion/test_diff.py": ("5.23",),
    "verification/test_checkpoints.py": ("5.23",),
    "verification/test_folders.py": ("5.23", "5.24"),
    "verification/test_relatives.py": ("5.23",),
    "verification/test_probe.py": ("5.23", "5.24"),
    "verification/test_tensorflow_folders.py": ("4.44", "4.46"),
    "verification/test_pickles.py": ("5.23",),
    "verification/test_reports.py": ("5.23",),
    "verification/test_tokenizers.py": ("5.23", "5.24"),
    "verification/test_pages.py": ("5.23",),
    # In the environment `trainers` alone, which has the library too.
    "verification/test_sentence_folders.py": ("5.23",),
    "recipes/test_install.py": ("recipes",),
    "recipes/test_pipelines.py": ("recipes",),
    "recipes/test_pre_commit.py": ("recipes",),
    "recipes/test_clusters.py": ("recipes",),
    "recipes/test_mlflow.py": ("recipes",),
    "fleets/test_spark.py": ("recipes",),
    "fleets/test_ray.py": ("recipes",),
    "fleets/test_slurm.py": ("recipes",),
    "fleets/test_kubernetes.py": ("recipes",),
}
#: Of an option: the variable that `bertconv_interop.settings` reads.
VARIABLES = {"bertconv": "BERTCONV", "seed": "BERTCONV_SEED", "count": "BERTCONV_COUNT", "sources": "BERTCONV_SOURCES"}

try:
    HERE = version("transformers").rpartition(".")[0]
except PackageNotFoundError:
    HERE = "recipes"
collect_ignore = [file for file, versions in ENVIRONMENTS.items() if HERE not in versions]


def pytest_addoption(parser):
    group = parser.getgroup("bertconv")
    group.addoption("--bertconv", metavar="PATH", help="the binary that is checked (.build/release/bertconv)")
    group.addoption("--seed", metavar="N", help="another set of random cases (1)")
    group.addoption("--count", metavar="N", help="how many random checkpoints and folders; four times as many pickles, "
                    "a fifth of TensorFlow's files (1000)")
    group.addoption("--sources", metavar="FOLDER", help="the files that `python -m bertconv_interop FOLDER` wrote")


def pytest_configure(config):
    for option, variable in VARIABLES.items():
        if value := config.getoption(option):
            os.environ[variable] = value
    os.environ.update(LIBRARIES)


def pytest_report_header():
    from bertconv_interop.settings import BERTCONV, COUNT, SEED
    return f"{'' if HERE == 'recipes' else 'transformers '}{HERE}; {BERTCONV}; seed {SEED}, count {COUNT}"


@pytest.fixture(autouse=True, scope="session")
def quiet():
    """torch with one thread and without gradients, and of transformers only what it raises."""
    if HERE == "recipes":
        yield
        return
    import torch
    import transformers

    torch.set_num_threads(1)
    transformers.logging.set_verbosity(transformers.logging.CRITICAL + 1)
    if hasattr(transformers.logging, "disable_progress_bar"):
        transformers.logging.disable_progress_bar()
    with warnings.catch_warnings(), torch.no_grad():
        yield
