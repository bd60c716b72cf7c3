import json
from pathlib import Path

from bottle import HTTPResponse

MANUALS = Path("/srv/manuals").resolve()


def find(product, language):
    page = (MANUALS / product / f"{language}.json").resolve()
    if MANUALS not in page.parents:
        return None
    return page


def main(event, context):
    query = event["extensions"]["request"].query
    product = query.get("product")
    if not product:
        return HTTPResponse(status=400, body="product is missing")
    page = find(product, query.get("language", "en"))
    if page is None:
        return HTTPResponse(status=404)
    return json.loads(page.read_text(encoding="utf-8"))
