import io
import os
import tarfile
import urllib.request

from flask import request

TARGET = "/tmp/site"
SOURCE = os.environ["ARTIFACTS"]


def inside(member):
    full = os.path.realpath(os.path.join(TARGET, member.name))
    return full == TARGET or full.startswith(TARGET + os.sep)


def unpack(blob):
    written = 0
    with tarfile.open(fileobj=io.BytesIO(blob), mode="r:gz") as archive:
        for member in archive:
            if not member.isfile():
                continue
            if not inside(member):
                raise PermissionError(member.name)
            handle = archive.extractfile(member)
            path = os.path.join(TARGET, member.name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(handle.read())
            written += 1
    return written


def announce(count):
    body = f"files={count}".encode()
    with urllib.request.urlopen(SOURCE + "/done", data=body, timeout=5) as answer:
        return answer.status


def main():
    blob = request.get_data()
    if len(blob) > 5_000_000:
        return {"error": "too large"}, 413
    try:
        written = unpack(blob)
    except PermissionError:
        return {"error": "a path leads outside"}, 400
    except tarfile.TarError:
        return {"error": "not an archive"}, 400
    return {"files": written, "announced": announce(written) == 200}, 200
