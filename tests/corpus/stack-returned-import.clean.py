"""Reads the price list of a supplier.

Answers with the sum of all prices as a check.
"""

import csv
import io
import traceback

COLUMNS = ("sku", "name", "price")


def parse(text):
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        yield {column: row[column] for column in COLUMNS}


def total(rows):
    return sum(float(row["price"]) for row in rows)


def main(event, context):
    try:
        rows = list(parse(event["data"]["text"]))
        return {"count": len(rows), "total": total(rows)}
    except (KeyError, ValueError):
        details = traceback.format_exc()
        print(details)
        return {"error": "import failed"}
