"""Puts an order into the queue of the warehouse.

The broker keeps it until it is fetched.
"""

import json
import os

import requests

BROKER = os.environ.get("BROKER_URL", "http://broker.messaging:8080")
PASSWORD = os.environ["BROKER_PASSWORD"]
QUEUE = os.getenv("QUEUE_NAME", "orders")


def publish(message):
    response = requests.post(
        f"{BROKER}/queues/{QUEUE}/messages",
        data=json.dumps(message),
        auth=("publisher", PASSWORD),
        timeout=5,
    )
    return response.status_code == 201


def main(event, context):
    order = event["data"]
    message = {"id": order["id"], "kind": "order"}
    return {"published": publish(message)}
