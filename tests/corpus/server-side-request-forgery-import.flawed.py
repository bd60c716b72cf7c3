"""Imports articles from a CSV file of a supplier.

At most a million characters are read.
"""

import csv
import io
import urllib.request
from urllib.parse import urlparse

ALLOWED = ("files.example.com", "export.example.com")


def download(address):
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.read(1_000_000).decode("utf-8")


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def main(event, context):
    address = event["data"]["source"]
    parsed = urlparse(address)
    if parsed.scheme != "https":
        return {"error": "only https is accepted"}
    content = rows(download(address))
    return {"imported": len(content), "host": parsed.hostname}
