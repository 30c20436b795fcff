"""`verify --report intoto`: read by in-toto's own library, and compared with what OpenSSF model signing signs."""

import base64
import hashlib
import json
import re
import shutil
import subprocess

import google.protobuf.json_format as protobuf
import model_signing
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement

from bertconv_interop.settings import BERTCONV, ROOT

DAMAGE = ROOT / "testdata" / "damage"
GOLDEN = ROOT / "testdata" / "reports" / "reports.intoto.jsonl"
TREE = ["config.json", "vocab.txt", "1_Pooling/config.json", "a/b", "a.txt", "a-b", "a/b.d/c", "é/ü", "B", "README.md"]


def statements(*models, options=()):
    """The statements on some models, as text."""
    run = subprocess.run([BERTCONV, "verify", *models, *options, "--format", "intoto"], capture_output=True, text=True)
    assert run.stdout, run.stderr
    return run.stdout.splitlines()


def parsed(text):
    """A statement that in-toto's library has read and found valid."""
    message = protobuf.Parse(text.replace('"_type"', '"type"', 1), statement_pb2.Statement())
    Statement.copy_from_pb(message).validate()
    return message


@pytest.fixture
def model(tmp_path):
    """A sound model with other files beside its weights."""
    folder = tmp_path / "my model"
    shutil.copytree(DAMAGE / "healthy-BertForSequenceClassification", folder)
    for name in TREE:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(name)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("not a part of the model")
    (folder / ".gitattributes").write_text("nor this")
    return folder


@pytest.mark.parametrize("text", GOLDEN.read_text().splitlines(), ids=lambda text: json.loads(text)["predicate"][
    "summary"]["verdict"])
def test_the_golden_statements_are_valid(text):
    message = parsed(text)
    assert message.predicate_type == json.loads(text)["predicate"]["$schema"]


@pytest.mark.parametrize("name", ["healthy-BertModel", "missing-head", "truncated-safetensors", "no-weights"])
def test_a_statement_on_each_verdict_is_valid(name):
    text, = statements(DAMAGE / name)
    message = parsed(text)
    for subject in message.subject:
        assert list(subject.digest) == ["sha256"] and len(bytes.fromhex(subject.digest["sha256"])) == 32


def test_the_subjects_are_those_of_model_signing(model):
    """The same files with the same digests in the same order, and the same digest of all."""
    text, = statements(model)
    weights, rest = [], []
    for subject in parsed(text).subject:
        (weights if subject.uri else rest).append((subject.name, subject.digest["sha256"]))
    manifest = model_signing.hashing.hash(model)
    resources = [(item.identifier, item.digest.digest_hex) for item in manifest.resource_descriptors()]
    assert rest[1:] == resources
    root = hashlib.sha256(b"".join(bytes.fromhex(digest) for _, digest in resources)).hexdigest()
    assert rest[0] == (manifest.model_name, root)
    printed = subprocess.run([BERTCONV, "digest", model], capture_output=True, text=True).stdout
    assert weights == [("bertconv digest", printed.splitlines()[-1].split()[0])]


def test_the_weights_are_a_blob_that_signatures_can_name(model, tmp_path):
    """`bertconv digest` without its last line has the digest of the subject, as docs/attestation.md says."""
    text, = statements(model)
    lines = subprocess.run([BERTCONV, "digest", model], capture_output=True).stdout.splitlines(keepends=True)
    subject = next(subject for subject in parsed(text).subject if subject.uri)
    assert hashlib.sha256(b"".join(lines[:-1])).hexdigest() == subject.digest["sha256"]


def test_a_signature_of_model_signing_and_a_statement_name_the_same_model(model, tmp_path):
    """A model that is signed and verified with a key has, in the signature, the first subject of the statement."""
    key = ec.generate_private_key(ec.SECP256R1())
    private, public, signature = (tmp_path / name for name in ("key.pem", "key.pub", "model.sig"))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM,
                                                     serialization.PublicFormat.SubjectPublicKeyInfo))
    model_signing.signing.Config().use_elliptic_key_signer(private_key=private).sign(model, signature)
    model_signing.verifying.Config().use_elliptic_key_verifier(public_key=public).verify(model, signature)
    envelope = json.loads(signature.read_text())["dsseEnvelope"]
    signed, = json.loads(base64.b64decode(envelope["payload"]))["subject"]
    text, = statements(model)
    first = json.loads(text)["subject"][0]
    assert (first["name"], first["digest"]) == (signed["name"], signed["digest"])
    # Another byte, and neither holds any longer.
    (model / "vocab.txt").write_text("other")
    with pytest.raises(ValueError, match="mismatch"):
        model_signing.verifying.Config().use_elliptic_key_verifier(public_key=public).verify(model, signature)
    assert json.loads(statements(model)[0])["subject"][0]["digest"] != signed["digest"]


def test_files_through_links(model, tmp_path):
    """Of a snapshot in the Hugging Face cache, model signing hashes what links lead to, if it is allowed to."""
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    for name in ("config.json", "model.safetensors"):
        (snapshot / name).symlink_to(model / name)
    text, = statements(snapshot)
    manifest = model_signing.hashing.Config().set_allow_symlinks(True).hash(snapshot)
    names = [(subject.name, subject.digest["sha256"]) for subject in parsed(text).subject if not subject.uri]
    assert names[1:] == [(item.identifier, item.digest.digest_hex) for item in manifest.resource_descriptors()]


def test_the_python_of_the_page(model, tmp_path, monkeypatch):
    """It accepts the folder that was verified, and no other."""
    page = (ROOT / "docs" / "attestation.md").read_text()
    code, = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    model.rename(tmp_path / "model")
    monkeypatch.chdir(tmp_path)
    command, = re.findall(r"^bertconv (verify .*)$", page, re.MULTILINE)
    assert subprocess.run([BERTCONV, *command.split(), "--quiet"]).returncode == 0
    exec(code, {})
    (tmp_path / "model" / "vocab.txt").write_text("other")
    with pytest.raises(AssertionError):
        exec(code, {})
