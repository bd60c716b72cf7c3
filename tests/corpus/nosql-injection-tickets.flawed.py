import functools
import os
from typing import Any, Optional

from pydantic import BaseModel, ValidationError
from pymongo import MongoClient

_client: Optional[MongoClient] = None


def database():
    global _client
    if _client is None:
        _client = MongoClient(os.environ["MONGO_URL"], serverSelectionTimeoutMS=2000)
    return _client["support"]


class Lookup(BaseModel):
    customer: Any
    open_only: bool = True
    limit: int = 20


def validated(model):
    def wrap(handler):
        @functools.wraps(handler)
        def inner(event, context):
            try:
                body = model(**(event["data"] or {}))
            except (ValidationError, TypeError):
                event["extensions"]["response"].status = 422
                return {"error": "the request does not fit"}
            return handler(body, context)

        return inner

    return wrap


def tickets(customer, open_only, limit):
    wanted = {"customer": customer}
    if open_only:
        wanted["state"] = {"$ne": "closed"}
    cursor = database().tickets.find(wanted, {"_id": 0, "title": 1, "state": 1})
    return list(cursor.limit(max(1, min(limit, 100))))


@validated(Lookup)
def main(body, context):
    found = tickets(body.customer, body.open_only, body.limit)
    states = {}
    for ticket in found:
        states[ticket["state"]] = states.get(ticket["state"], 0) + 1
    return {"count": len(found), "states": states}
