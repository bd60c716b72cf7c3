"""Signs links to documents of a customer.

A link is valid for a quarter of an hour.
"""

import hashlib
import hmac
import os
import time

LIFETIME = 900
BASE = "https://files.example.com"


def sign(path, expires):
    message = f"{path}:{expires}".encode()
    return hmac.new(os.environ["LINK_SIGNING_KEY"].encode(), message, hashlib.sha256).hexdigest()


def link(path):
    expires = int(time.time()) + LIFETIME
    return f"{BASE}{path}?expires={expires}&signature={sign(path, expires)}"


def main(event, context):
    document = int(event["data"]["document"])
    path = f"/documents/{document}.pdf"
    return {"link": link(path), "valid": LIFETIME}
