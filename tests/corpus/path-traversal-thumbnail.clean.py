import os

import boto3

s3 = boto3.client("s3")
BUCKET = os.environ["BUCKET"]
WORK = "/tmp/thumbnails"


class Store:
    def __init__(self, client, bucket):
        self.client = client
        self.bucket = bucket

    def fetch(self, key):
        target = os.path.join(WORK, os.path.basename(key))
        self.client.download_file(self.bucket, key, target)
        with open(target, "rb") as handle:
            return len(handle.read())


def main(event, context):
    os.makedirs(WORK, exist_ok=True)
    store = Store(s3, BUCKET)
    size = store.fetch(event["data"]["key"])
    return {"size": size}
