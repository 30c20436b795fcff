"""The recipes for Kubernetes and KServe: valid by what these publish, and their containers run as they would."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest

from bertconv_interop import recipes

VERSION = "1.37"
MODELS = [pytest.param(recipes.SOUND, True, id="sound"), pytest.param(recipes.BROKEN, False, id="broken")]
STORAGE, SERVICE = recipes.documents("kserve.yaml")
#: What the entry point of KServe's own image does: downloads URI FOLDER with KServe's library.
INITIALIZER = f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(recipes.KSERVE)!r})
from kserve_storage import Storage
Storage.download(*sys.argv[1:3])
"""


def entry_point(name):
    """The program that a Dockerfile's image runs."""
    return json.loads(re.search(r"^ENTRYPOINT (.*)$", recipes.text(name), re.MULTILINE).group(1))


def test_the_pod_is_valid():
    pod, = recipes.documents("kubernetes.yaml")
    kubernetes_validate.validate(pod, VERSION, strict=True)
    spec = pod["spec"]
    volumes = {volume["name"] for volume in spec["volumes"]}
    for container in spec["initContainers"] + spec["containers"]:
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes


@pytest.mark.parametrize("model, passes", MODELS)
def test_the_init_container(model, passes, on_path, tmp_path):
    """It ends with 0 only for a sound model, and logs one line of JSON."""
    pod, = recipes.documents("kubernetes.yaml")
    container, = pod["spec"]["initContainers"]
    runner = recipes.Runner(tmp_path)
    runner.add(model, os.path.relpath(container["volumeMounts"][0]["mountPath"], container["workingDir"]))
    # The program is in the image where the Dockerfile puts it, here it is on the PATH.
    program, = (Path(word).name for word in entry_point("Dockerfile"))
    run = subprocess.run([program, *container["args"]], cwd=runner.checkout, capture_output=True,
                         text=True)
    assert (run.returncode == 0) == passes
    line, = run.stdout.splitlines()
    assert json.loads(line)["summary"]["verdict"] == ("pass" if passes else "fail")


def fields(model):
    """The fields of a type of KServe's Python package, with their types; nothing of the package is run."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", model).lower()
    path = recipes.KSERVE / "kserve" / "models" / f"{name.replace('v1_', 'v1')}.py"
    found = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and node.targets[0].id in ("openapi_types", "attribute_map"):
            found[node.targets[0].id] = ast.literal_eval(node.value)
        if len(found) == 2:
            break
    return {found["attribute_map"][key]: kind for key, kind in found["openapi_types"].items()}


def unknown(value, model, place=""):
    """The fields of a value that its type does not have; containers are checked as Kubernetes' own."""
    known, wrong = fields(model), []
    for key, inner in value.items():
        where = f"{place}.{key}"
        kind = known.get(key)
        if kind is None:
            wrong.append(where)
        elif kind == "V1Container":
            pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [inner]}}
            kubernetes_validate.validate(pod, VERSION, strict=True)
        elif match := re.fullmatch(r"list\[(V1(?:alpha|beta)1\w+)\]", kind):
            wrong += [name for entry in inner for name in unknown(entry, match.group(1), where)]
        elif re.match(r"V1(alpha|beta)1", kind):
            wrong += unknown(inner, kind, where)
    return wrong


def test_the_storage_container_and_the_service_are_valid():
    assert unknown(STORAGE, "V1alpha1ClusterStorageContainer") == []
    assert unknown(SERVICE, "V1beta1InferenceService") == []
    assert unknown({"spec": {"contaner": {}}}, "V1alpha1ClusterStorageContainer") == [".spec.contaner"]
    # KServe finds its init container by this name.
    assert STORAGE["spec"]["container"]["name"] == "storage-initializer"
    prefixes = [entry["prefix"] for entry in STORAGE["spec"]["supportedUriFormats"]]
    assert SERVICE["spec"]["predictor"]["model"]["storageUri"].startswith(tuple(prefixes))
    assert all(prefix.startswith("verified+") for prefix in prefixes)


@pytest.mark.parametrize("model, passes", MODELS)
def test_the_storage_initializer(model, passes, on_path, tmp_path):
    """KServe's own library downloads the model, and the pod starts only if it is sound."""
    own = tmp_path / "initializer-entrypoint"
    own.write_text(INITIALIZER)
    own.chmod(0o755)
    script = recipes.text("verified-initializer")
    assert "/storage-initializer/scripts/initializer-entrypoint" in script
    program = tmp_path / entry_point("kserve.Dockerfile")[0]
    program.write_text(script.replace("/storage-initializer/scripts/initializer-entrypoint", str(own)))
    (tmp_path / "models").mkdir()
    run = subprocess.run(["sh", program, f"verified+{model.as_uri()}", tmp_path / "models"], capture_output=True,
                         text=True)
    assert (run.returncode == 0) == passes, run.stderr
    assert (tmp_path / "models" / "config.json").exists()
    assert json.loads(run.stdout.splitlines()[-1])["summary"]["verdict"] == ("pass" if passes else "fail")


def test_a_download_that_fails(on_path, tmp_path):
    own = tmp_path / "initializer-entrypoint"
    own.write_text("#!/bin/sh\nexit 7\n")
    own.chmod(0o755)
    program = tmp_path / "verified-initializer"
    program.write_text(recipes.text("verified-initializer").replace(
        "/storage-initializer/scripts/initializer-entrypoint", str(own)))
    run = subprocess.run(["sh", program, "verified+s3://models/none", tmp_path], capture_output=True)
    assert run.returncode == 7 and not run.stdout
