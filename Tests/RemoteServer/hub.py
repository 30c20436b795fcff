"""A hub, a storage host and a plain web server for tests, on ports of this machine that nobody uses.

    hub.py FOLDER [MODE...]

FOLDER/NAMESPACE/NAME/... are models. Prints a line `HUB-PORT STORAGE-PORT`, and serves until its standard input ends.
Each MODE is a misbehaviour. `GET /-/log` of the hub returns the requests so far as JSON, and forgets them.
"""

import hashlib
import http.server
import json
import os
import sys
import threading
import urllib.parse
import xml.sax.saxutils

FOLDER, MODES = sys.argv[1], set(sys.argv[2:])
COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_secret"
# Files of at least this size are on the storage host.
LARGE = 2048
log, lock, counts = [], threading.Lock(), {}
ports = {}


def count(name):
    """How often this was asked for before."""
    with lock:
        counts[name] = counts.get(name, 0) + 1
        return counts[name] - 1


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        if "Content_Length" not in headers and "Transfer_Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.send(body)

    def send(self, body):
        self.entry["sent"] += len(body)
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = urllib.parse.unquote(self.path.split("?")[0])
        if path == "/-/log":
            with lock:
                body = json.dumps(log).encode()
                log.clear()
            self.entry = {"sent": 0}
            return self.reply(200, body)
        self.entry = {
            "server": self.role, "method": self.command, "path": path, "range": self.headers.get("Range"),
            "token": TOKEN in str(self.headers.get("Authorization")), "signed": "X-Sig" in self.path, "sent": 0,
            "scheme": str(self.headers.get("Authorization")).split(" ")[0],
        }
        with lock:
            log.append(self.entry)
        if self.misbehave(path):
            return None
        return getattr(self, self.role)(path)

    def misbehave(self, path):
        """Answers as a server should not. Returns whether it did."""
        status = next((int(mode.removeprefix("status-")) for mode in MODES if mode.startswith("status-")), None)
        if "silent" in MODES and path.endswith("config.json"):
            self.connection.recv(1)  # until the client gives up
            self.close_connection = True
        elif "headers" in MODES and path.endswith("config.json"):
            self.reply(200, **{f"ETag_{number}": "x" * 1000 for number in range(200)})
        elif "endless" in MODES and path.endswith("config.json") and self.command == "GET":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            while not self.close_connection:
                self.send(b"8000\r\n" + b" " * 0x8000 + b"\r\n")
        elif "loop" in MODES:
            self.reply(302, Location=self.path + "x")
        elif "to-file" in MODES:
            self.reply(302, Location="file:///etc/passwd")
        elif "to-http" in MODES:
            self.reply(302, Location="http://198.51.100.1/config.json")
        elif "busy" in MODES and count(path) < 2:
            self.reply(429, b"slow down", Retry_After=0)
        elif "always-busy" in MODES:
            self.reply(503, b"later", Retry_After=0)
        elif "busy-for-hours" in MODES:
            self.reply(429, Retry_After=7200)
        elif status and path.endswith("model.safetensors") and self.command == "GET":
            self.reply(status, b"<Error>no</Error>", X_Request_Id="Root=1-abc")
        else:
            return False
        return True

    def hub(self, path):
        if "private" in MODES and not self.entry["token"]:
            return self.reply(401, b"{}", X_Error_Message="Invalid credentials", X_Request_Id="Root=1-abc")
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "models"]:
            return self.listing("/".join(parts[2:4]), "/".join(parts[5:]), is_tree=parts[4:5] == ["tree"])
        if len(parts) > 4 and parts[2] == "resolve":
            return self.resolve("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        return self.file(path)

    def listing(self, model, revision, is_tree=False):
        folder = os.path.join(FOLDER, model)
        if not os.path.isdir(folder):
            return self.reply(404, b"{}", X_Error_Code="RepoNotFound", X_Error_Message="Repository not found")
        if revision not in ("main", COMMIT, "v1", "refs/pr/7"):
            return self.reply(404, b"{}", X_Error_Code="RevisionNotFound", X_Error_Message="Invalid rev id")
        entries = []
        for place, _, names in os.walk(folder):
            for name in names:
                full = os.path.join(place, name)
                entry = {"rfilename": os.path.relpath(full, folder)}
                if "no-sizes" not in MODES:
                    entry["size"] = os.path.getsize(full)
                entries.append(entry)
        if "dots" in MODES:
            entries.append({"rfilename": "../../.bashrc", "size": 1})
        if "crowd" in MODES:
            entries += [{"rfilename": f"f{number}"} for number in range(100_001)]
        if "no-list" in MODES:
            return self.reply(200, b"<html>hello</html>")
        if is_tree:  # as huggingface_hub asks for it
            files = [{"type": "file", "oid": "0" * 40, "path": e["rfilename"], "size": e["size"]} for e in entries]
            return self.reply(200, json.dumps(files).encode())
        return self.reply(200, json.dumps({"id": model, "sha": COMMIT, "siblings": entries}).encode())

    def resolve(self, model, revision, name):
        full = os.path.join(FOLDER, model, name)
        if not os.path.isfile(full):
            return self.reply(404, X_Error_Code="EntryNotFound")
        commit = "f" * 40 if "other-commit" in MODES else COMMIT
        size = os.path.getsize(full)
        if size < LARGE:
            return self.file(f"/{model}/{name}", X_Repo_Commit=commit)
        host = f"127.0.0.1:{ports['storage']}"
        where = urllib.parse.quote(f"/{model}/{name}")
        return self.reply(
            302, Location=f"http://{host}{where}?X-Sig={count('signature')}", X_Repo_Commit=commit, X_Linked_Size=size,
            X_Linked_Etag='"' + hashlib.sha256(open(full, "rb").read()).hexdigest() + '"')

    def storage(self, path):
        if self.entry["token"]:
            return self.reply(400, b"a token came along")
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        if "list-type" in query:
            return self.bucket(path.strip("/"), query)
        if "expires" in MODES and count("use of " + query.get("X-Sig", [""])[0]) >= 2:
            return self.reply(403, b"<Error>expired</Error>")
        return self.file(path)

    def bucket(self, name, query):
        """A page of the list of a bucket: at most three keys."""
        if "elsewhere" in MODES:
            return self.reply(301, b"<Error/>", x_amz_bucket_region="eu-west-3")
        if "moved" in MODES:
            return self.reply(307, Location=f"http://127.0.0.1:{ports['hub']}{self.path}")
        if "empty-pages" in MODES:
            return self.reply(200, b"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>1"
                              b"</NextContinuationToken></ListBucketResult>")
        folder = os.path.join(FOLDER, name)
        found = [os.path.join(place, file) for place, _, files in os.walk(folder) for file in files]
        sizes = {os.path.relpath(path, folder): os.path.getsize(path) for path in found}
        keys = sorted(key for key in sizes if key.startswith(query.get("prefix", [""])[0]))
        if "dots" in MODES:
            keys.append(query.get("prefix", [""])[0] + "../../.bashrc")
            sizes[keys[-1]] = 1
        start = int(query.get("continuation-token", ["0"])[0])
        entries = "".join(
            f"<Contents><Key>{xml.sax.saxutils.escape(key)}</Key><Size>{sizes[key]}</Size></Contents>"
            for key in keys[start : start + 3])
        more = start + 3 < len(keys)
        rest = f"<NextContinuationToken>{start + 3}</NextContinuationToken>" if more else ""
        text = (f'<?xml version="1.0"?>\n<ListBucketResult xmlns="http://s3.example/"><IsTruncated>{str(more).lower()}'
                f"</IsTruncated>{entries}{rest}</ListBucketResult>")
        return self.reply(200, text.encode())

    def file(self, path, **headers):
        full = os.path.join(FOLDER, path.strip("/"))
        if os.path.isdir(full) and not path.endswith("/"):
            return self.reply(301, Location=self.path + "/")
        if os.path.isdir(full):
            return self.reply(200, b"<html></html>")
        if not os.path.isfile(full):
            return self.reply(404, b"not found")
        data = open(full, "rb").read()
        tag = hashlib.sha256(data).hexdigest()[:16]
        if "changes" in MODES and self.command == "GET":
            tag += str(count("tag " + path))
        headers |= {"ETag": f'"{tag}"', "Accept-Ranges": "bytes"}
        asked = self.headers.get("Range")
        if asked is None or "whole" in MODES:
            body = data[: len(data) // 2] if "short" in MODES and self.command == "GET" else data
            self.reply(200, body, Content_Length=len(data), **headers)
        else:
            first, last = (int(number) for number in asked.removeprefix("bytes=").split("-"))
            part = data[first : last + 1]
            body = part[: len(part) // 2] if "short" in MODES else part
            shift = 1 if "shifted" in MODES else 0
            self.reply(
                206, body, Content_Length=len(part),
                Content_Range=f"bytes {first + shift}-{last + shift}/{len(data)}", **headers)
        if "short" in MODES:
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *arguments):
        """A client that hangs up is no error of the server."""


for role in ("hub", "storage"):
    kind = type(role, (Handler,), {"role": role})
    server = Server(("127.0.0.1", 0), kind)
    ports[role] = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(ports["hub"], ports["storage"], flush=True)
sys.stdin.read()
