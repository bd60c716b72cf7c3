import json
import os
import platform
import time

STARTED = time.time()


def environment():
    return dict(os.environ)


def describe(name):
    if name == "python":
        return platform.python_version()
    if name == "uptime":
        return round(time.time() - STARTED)
    if name == "environment":
        return environment()
    return None


def main(event, context):
    request = event["extensions"]["request"]
    names = request.query.get("show", "python").split(",")
    result = {}
    for name in names:
        result[name] = describe(name)
    return json.dumps(result)
