import json
import logging
import subprocess
import tempfile

logger = logging.getLogger("thumbnails")

SIZES = {"small": 120, "medium": 320, "large": 800}


def convert(source, size, target):
    command = ["convert", source, "-resize", "%dx%d" % (size, size), target]
    completed = subprocess.run(command, capture_output=True, timeout=30)
    if completed.returncode != 0:
        logger.error("conversion failed with code %d", completed.returncode)
        return False
    return True


def main(event, context):
    body = event["data"]
    if isinstance(body, str):
        body = json.loads(body)
    size = SIZES.get(body.get("size", "medium"), 320)
    with tempfile.NamedTemporaryFile(suffix=".png", delete=False) as target:
        name = target.name
    done = convert(body["image"], size, name)
    return {"done": done, "thumbnail": name if done else None}
