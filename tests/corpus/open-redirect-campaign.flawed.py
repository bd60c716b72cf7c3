import json
import os
from urllib.parse import urlsplit

import redis
from bottle import HTTPResponse, redirect

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
OWN = {"shop.acme.example", "www.acme.example"}
DEFAULT = "https://shop.acme.example/"


def target_of(raw):
    if not raw:
        return DEFAULT
    parts = urlsplit(raw)
    if parts.scheme == "https" and parts.netloc.endswith(tuple(OWN)):
        return raw
    return DEFAULT


def count(campaign):
    key = f"campaign:{campaign}"
    with store.pipeline() as pipe:
        pipe.incr(key)
        pipe.expire(key, 86400)
        return pipe.execute()[0]


def campaign_of(query):
    campaign = query.get("utm", "none")
    return campaign if campaign.isidentifier() and len(campaign) < 30 else "none"


def main(event, context):
    request = event["extensions"]["request"]
    if request.method not in ("GET", "HEAD"):
        return HTTPResponse(status=405, body=json.dumps({"error": "GET only"}))
    try:
        count(campaign_of(request.query))
    except redis.RedisError:
        pass
    redirect(target_of(request.query.get("to")), 302)
