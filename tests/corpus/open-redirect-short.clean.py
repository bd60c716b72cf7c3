"""Leads a short link of a campaign to its page.

Counts the visits of each code while the pod lives.
Printed on posters and flyers.
Owner: marketing.
"""

from bottle import HTTPResponse

LINKS = {
    "spring": "https://www.example.com/campaigns/spring",
    "jobs": "https://careers.example.com/",
}
HOME = "https://www.example.com/"


def visits(code, counters={}):
    counters[code] = counters.get(code, 0) + 1
    return counters[code]


def main(event, context):
    query = event["extensions"]["request"].query
    code = query.get("code", "home")
    count = visits(code)
    target = LINKS.get(query.get("target"), HOME)
    headers = {"Location": target, "X-Visits": str(count)}
    return HTTPResponse(status=302, headers=headers)
