"""Examples/kubernetes: the Jobs are valid, and their command lines do what the Job would have them do."""

import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

EXAMPLE = Path(__file__).parents[3] / "Examples/kubernetes"
FILES = ["verify.yaml", "report.yaml"]


@pytest.mark.parametrize("name", FILES)
def test_valid(name):
    for resource in yaml.safe_load_all((EXAMPLE / name).read_text()):
        kubernetes_validate.validate(resource, kubernetes_validate.latest_version(), strict=True)


def container(name):
    return yaml.safe_load((EXAMPLE / name).read_text())["spec"]["template"]["spec"]["containers"][0]


def run(container, folder, fleet, **more):
    """Runs a container's command as a process; returns its exit status."""
    variables = {variable["name"]: variable["value"] for variable in container.get("env", [])}
    command = [*container["command"], *container.get("args", [])]
    return subprocess.run(command, cwd=folder, env=fleet.environment(**variables | more), check=False).returncode


def test_indices_that_run_again(fleet, tmp_path):
    (tmp_path / "models.txt").write_text(fleet.list.read_text())
    specification = yaml.safe_load((EXAMPLE / "verify.yaml").read_text())["spec"]
    verify = container("verify.yaml") | {"args": []}
    assert verify["env"] == [{"name": "PARTS", "value": str(specification["completions"])}]
    files = []
    for index in range(specification["completions"]):
        # Damaged models are in most parts: 2, so Kubernetes runs the index again, which changes nothing.
        file = tmp_path / f"part-{index + 1}.jsonl"
        status = run(verify, tmp_path, fleet, JOB_COMPLETION_INDEX=str(index))
        assert status in (0, 2)
        if file.exists() and index % 5 == 0:
            whole = file.read_bytes()
            file.write_bytes(whole[: len(whole) // 2])
            assert run(verify, tmp_path, fleet, JOB_COMPLETION_INDEX=str(index)) == status
            assert file.read_bytes() == whole
        files.append(file)
    fleet.check([line for file in files for line in file.read_text().splitlines()])
    fleet.check_merged(*files)
    assert run(container("report.yaml"), tmp_path, fleet) == 2
    assert f"{fleet.count:,} models" in (tmp_path / "fleet.md").read_text()
    files[3].unlink()
    (tmp_path / "fleet.md").unlink()
    assert run(container("report.yaml"), tmp_path, fleet) == 2
    assert not (tmp_path / "fleet.md").exists()
