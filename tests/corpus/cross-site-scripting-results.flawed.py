"""Shows the results of a search as a page.

Used where no script runs, such as on kiosks.
Owner: the team of the showroom.
"""

import html

from bottle import HTTPResponse

ARTICLES = ["Desk lamp", "Office chair", "Standing desk"]


def rows(found):
    return "".join(f"<li>{html.escape(article)}</li>" for article in found)


def page(term, found):
    shown = term
    return f"<html><body><h1>Results for {shown}</h1><ul>{rows(found)}</ul></body></html>"


def main(event, context):
    request = event["extensions"]["request"]
    term = request.query.get("q", "")
    found = [article for article in ARTICLES if term.lower() in article.lower()]
    body = page(term, found)
    return HTTPResponse(body=body, status=200, headers={"Content-Type": "text/html"})
