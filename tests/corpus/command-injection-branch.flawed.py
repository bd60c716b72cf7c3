import os
import re
import shlex
import tempfile
import time

BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
last_build = {"branch": None, "at": 0.0}


def branch_of(raw):
    if not isinstance(raw, str):
        return None
    found = BRANCH.match(raw)
    if found is None:
        return None
    return raw


def too_soon(branch, pause=30):
    now = time.monotonic()
    if last_build["branch"] == branch and now - last_build["at"] < pause:
        return True
    last_build.update(branch=branch, at=now)
    return False


def build(branch, target):
    steps = [
        "cd /work/site",
        f"git fetch --depth 1 origin {branch}",
        "git checkout FETCH_HEAD",
        "make html OUT=" + shlex.quote(target),
    ]
    return os.system(" && ".join(steps))


def main(event, context):
    request = event["extensions"]["request"]
    response = event["extensions"]["response"]
    if request.method != "POST":
        response.status = 405
        return {"error": "POST only"}
    branch = branch_of((event["data"] or {}).get("branch", "main"))
    if branch is None:
        response.status = 400
        return {"error": "not a branch"}
    if too_soon(branch):
        response.status = 429
        return {"error": "a moment, please"}
    with tempfile.TemporaryDirectory() as target:
        code = build(branch, target)
    return {"built": code == 0}
