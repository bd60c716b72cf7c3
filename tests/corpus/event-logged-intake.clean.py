"""Decides whether an order is accepted.

Orders above the limit are handled by a person.
"""

import json
import time

LIMIT = 1000


def quantity(order):
    return sum(int(position["quantity"]) for position in order["positions"])


def accepted(order):
    return 0 < quantity(order) <= LIMIT


def main(event, context):
    print("intake", json.dumps({"function": context["function-name"]}))
    begin = time.time()
    order = event["data"]
    result = {"accepted": accepted(order), "quantity": quantity(order)}
    if not result["accepted"]:
        result["limit"] = LIMIT
    result["seconds"] = time.time() - begin
    return result
