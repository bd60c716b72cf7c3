import re

import requests


def main(event, context):
    url = event["extensions"]["request"].query.get("url")
    page = requests.get(url, timeout=5)
    title = re.search(r"<title>([^<]*)</title>", page.text)
    return {"url": url, "status": page.status_code, "title": title.group(1) if title else ""}
