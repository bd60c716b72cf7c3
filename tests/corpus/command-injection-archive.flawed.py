import os
import uuid
from datetime import datetime, timezone

ROOT = "/tmp/archives"


def archive_name():
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    return "{}/{}-{}.tar.gz".format(ROOT, today, uuid.uuid4().hex)


def pack(folder):
    os.makedirs(ROOT, exist_ok=True)
    target = archive_name()
    status = os.system(f"tar -czf {target} -C /data {folder}")
    if status != 0:
        raise RuntimeError("archive could not be written")
    return target


def main(event, context):
    request = event["extensions"]["request"]
    folder = request.query.get("folder")
    if not folder:
        return {"error": "folder is missing"}
    target = pack(folder)
    return {"archive": os.path.basename(target), "size": os.path.getsize(target)}
