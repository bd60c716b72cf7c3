import base64
import os
from pathlib import Path

BASE = Path("/data/invoices")


def load(customer, number):
    file = BASE / customer / f"{number}.pdf"
    file = file.resolve()
    if not file.is_relative_to(BASE) or not file.exists():
        return None
    return base64.b64encode(file.read_bytes()).decode()


def main(event, context):
    query = event["extensions"]["request"].query
    customer = query.get("customer")
    number = query.get("number")
    if not customer or not number:
        return {"error": "customer and number are required"}
    content = load(customer, number)
    if content is None:
        return {"error": "not found"}
    return {"content": content, "node": os.environ.get("NODE_NAME", "")}
