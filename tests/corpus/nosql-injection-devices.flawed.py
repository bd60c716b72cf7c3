import os

from pymongo import MongoClient

client = MongoClient(os.environ["MONGO_URL"])
devices = client["fleet"]["devices"]

FIELDS = {"_id": 0, "serial": 1, "model": 1, "firmware": 1}


def lookup(serial):
    return devices.find_one({"serial": serial}, FIELDS)


def outdated(device):
    major, _, _ = device["firmware"].partition(".")
    return int(major) < 4


def main(event, context):
    body = event["data"]
    device = lookup(body["serial"])
    if device is None:
        return {"found": False}
    device["outdated"] = outdated(device)
    return {"found": True, "device": device}
