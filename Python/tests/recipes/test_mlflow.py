"""The recipe for MLflow, with the real MLflow and a store in a folder."""

import importlib.util
import json

import mlflow
import pytest

from bertconv_interop import recipes


@pytest.fixture
def gate(on_path, tmp_path, monkeypatch):
    """The recipe's function; runs go to a store of their own."""
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    mlflow.set_tracking_uri((tmp_path / "runs").as_uri())
    mlflow.set_experiment("models")
    spec = importlib.util.spec_from_file_location("mlflow_gate", recipes.FOLDER / "mlflow_gate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.gate


def runs(verdict):
    """The identifiers of the runs with this verdict."""
    found = mlflow.search_runs(filter_string=f"tags.`bertconv.verdict` = '{verdict}'", output_format="list")
    return [run.info.run_id for run in found]


def report(run):
    """The report that was logged with a run."""
    path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="verify.json")
    value = json.loads(open(path).read())
    return value.get("reports", [value])[0]


def test_a_model_that_passes(gate):
    with mlflow.start_run() as run:
        gate(recipes.SOUND, "--as", "BertForSequenceClassification")
    assert runs("pass") == [run.info.run_id]
    assert report(run)["summary"]["verdict"] == "pass"


def test_a_model_that_does_not(gate):
    with pytest.raises(RuntimeError, match="classifier.weight"), mlflow.start_run() as run:
        gate(recipes.BROKEN)
    assert runs("fail") == [run.info.run_id] and runs("pass") == []
    assert report(run)["summary"]["verdict"] == "fail"
    assert mlflow.get_run(run.info.run_id).info.status == "FAILED"


def test_a_folder_without_a_model(gate, tmp_path):
    (tmp_path / "-empty").mkdir()
    with pytest.raises(RuntimeError), mlflow.start_run() as run:
        gate(tmp_path / "-empty")
    assert runs("nothing") == [run.info.run_id]


@pytest.mark.parametrize("option, value", [("--as", "BertForNothing"), ("--policy", "none.yaml")])
def test_wrong_usage_is_no_verdict(gate, option, value):
    with pytest.raises(RuntimeError, match=value), mlflow.start_run() as run:
        gate(recipes.SOUND, option, value)
    assert "bertconv.verdict" not in mlflow.get_run(run.info.run_id).data.tags
