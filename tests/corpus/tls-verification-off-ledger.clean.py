import logging
import os

import requests
from requests.adapters import HTTPAdapter

log = logging.getLogger(__name__)

session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=3))
session.headers["Accept"] = "application/json"
session.verify = "/etc/ledger/ca.pem"


def post_entry(entry):
    url = f"{os.environ['LEDGER_URL']}/entries"
    response = session.post(url, json=entry, timeout=10)
    response.raise_for_status()
    return response.json()


def main(event, context):
    body = event["data"]
    entry = {"account": str(body["account"]), "amount": int(body["amount"])}
    log.info("posting %d", entry["amount"])
    return post_entry(entry)
