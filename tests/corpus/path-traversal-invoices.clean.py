import json
import os
from functools import lru_cache

BASE = "/srv/invoices"


class Outside(ValueError):
    """The name leads out of the folder."""


def locate(name: str) -> str:
    target = os.path.realpath(os.path.join(BASE, name))
    if os.path.commonpath([BASE, target]) != BASE:
        raise Outside(name)
    return target


@lru_cache(maxsize=32)
def layout():
    with open(os.path.join(BASE, "layout.json"), encoding="utf-8") as handle:
        return json.load(handle)


def read_invoice(name):
    with open(locate(name), "r", encoding="utf-8") as handle:
        text = handle.read()
    columns = layout().get("columns", ["position", "amount"])
    rows = [dict(zip(columns, line.split(";"))) for line in text.splitlines() if line]
    return rows


def total(rows):
    amount = 0.0
    for row in rows:
        try:
            amount += float(row.get("amount", 0))
        except ValueError:
            continue
    return round(amount, 2)


def main(event, context):
    response = event["extensions"]["response"]
    data = event.get("data") or {}
    name = data.get("invoice")
    if not isinstance(name, str):
        response.status = 400
        return {"error": "invoice is missing"}
    try:
        rows = read_invoice(name)
    except Outside:
        response.status = 403
        return {"error": "not an invoice"}
    except OSError:
        response.status = 404
        return {"error": "no such invoice"}
    return {"positions": len(rows), "total": total(rows)}
