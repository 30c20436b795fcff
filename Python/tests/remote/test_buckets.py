"""An S3 server that checks signatures (moto, with the rules of IAM) accepts bertconv's requests."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

ROOT = Path(__file__).resolve().parents[3]
BERTCONV = os.environ.get("BERTCONV", str(ROOT / ".build" / "debug" / "bertconv"))
MODEL = ROOT / "testdata" / "damage" / "healthy-BertModel"
#: A prefix that every part of a signature must encode.
PREFIX = "team a/bert+1/é"
ALLOWED = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def environment():
    """The environment of a server that has a bucket with the model and 1,500 other objects."""
    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    options = {"endpoint_url": url, "aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "eu-west-3"}
    iam, bucket = boto3.client("iam", **options), boto3.client("s3", **options)
    bucket.create_bucket(Bucket="models", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    for path in MODEL.iterdir():
        bucket.upload_file(str(path), "models", f"{PREFIX}/{path.name}")
    for number in range(1500):
        bucket.put_object(Bucket="models", Key=f"{PREFIX}/notes/{number}.txt", Body=b"x")
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="all", PolicyDocument=json.dumps(ALLOWED))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    # From here on, signatures are checked.
    urllib.request.urlopen(urllib.request.Request(
        f"{url}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}))
    yield {
        "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": url, "AWS_REGION": "eu-west-3",
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    server.stop()


def run(environment, *arguments):
    return subprocess.run([BERTCONV, *arguments], env=environment, text=True, capture_output=True)


@pytest.mark.parametrize("place", [f"s3://models/{PREFIX}", f"s3://models/{PREFIX}/model.safetensors"])
def test_signatures_are_accepted(environment, place):
    done = run(environment, "verify", place, "--as", "BertModel")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_secret_is_refused(environment):
    """Otherwise the server checks nothing."""
    done = run(environment | {"AWS_SECRET_ACCESS_KEY": "wrong"}, "verify", f"s3://models/{PREFIX}")
    assert done.returncode == 2
    assert "the server answered 403" in done.stdout
