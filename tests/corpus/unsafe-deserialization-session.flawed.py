import base64
import json
import pickle
import time

LIFETIME = 3600


def restore(cookie):
    raw = base64.b64decode(cookie)
    session = pickle.loads(raw)
    if session["created"] + LIFETIME < time.time():
        return {}
    return session


def cart_of(session):
    items = session.get("items", [])
    return [{"article": item["article"], "quantity": int(item["quantity"])} for item in items]


def main(event, context):
    request = event["extensions"]["request"]
    cookie = request.headers.get("X-Session")
    session = restore(cookie) if cookie else {}
    cart = cart_of(session)
    return json.dumps({"cart": cart, "count": len(cart)})
