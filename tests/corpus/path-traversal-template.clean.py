"""Renders the welcome text in the language of the customer.

Texts are mounted from a ConfigMap.
"""

import json
import string

FOLDER = "/templates"
LANGUAGES = {"en", "de", "fr", "pl"}


def template(language):
    with open(FOLDER + "/" + language + "/welcome.txt", encoding="utf-8") as file:
        return string.Template(file.read())


def values(data):
    return {"name": data.get("name", "guest"), "city": data.get("city", "")}


def main(event, context):
    data = event["data"]
    if not isinstance(data, dict):
        data = json.loads(data)
    language = data.get("language", "en")
    if language not in LANGUAGES:
        language = "en"
    text = template(language).safe_substitute(values(data))
    return json.dumps({"text": text})
