import logging
from dataclasses import dataclass
from urllib.parse import urlparse

import requests

ALLOWED = {"images.example.com", "cdn.example.com"}
LIMIT = 2_000_000
session = requests.Session()


@dataclass(frozen=True)
class Picture:
    kind: str
    size: int


class NotAllowed(Exception):
    pass


def known(url):
    if not url.startswith("https://") or not any(host in url for host in ALLOWED):
        raise NotAllowed("host is not on the list")
    return url


def fetch(url):
    address = known(url)
    with session.get(address, timeout=5, stream=True, allow_redirects=False) as answer:
        answer.raise_for_status()
        size = 0
        for chunk in answer.iter_content(8192):
            size += len(chunk)
            if size > LIMIT:
                raise NotAllowed("picture is too large")
        return Picture(kind=answer.headers.get("content-type", "?"), size=size)


def main(event, context):
    data = event["data"]
    response = event["extensions"]["response"]
    urls = data.get("pictures", []) if isinstance(data, dict) else []
    pictures = []
    for url in urls[:10]:
        if not isinstance(url, str):
            continue
        try:
            pictures.append(fetch(url))
        except NotAllowed:
            response.status = 422
            return {"error": "a picture is not allowed"}
        except requests.RequestException:
            logging.warning("a picture could not be fetched")
    return {"pictures": [{"kind": p.kind, "size": p.size} for p in pictures]}
