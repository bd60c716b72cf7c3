import logging
import os

import requests

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

SYSTEM = os.environ["CRM_URL"]


def credentials():
    return os.environ["CRM_USER"], os.getenv("CRM_PASSWORD")


def changes(since):
    user, password = credentials()
    logger.info("reading changes as %s", user)
    response = requests.get(f"{SYSTEM}/changes", params={"since": since}, auth=(user, password), timeout=10)
    response.raise_for_status()
    return response.json()["items"]


def main(event, context):
    since = int(event["data"].get("since", 0))
    items = changes(since)
    return {"count": len(items)}
