import json
import os

import requests
from jinja2 import Environment, select_autoescape

environment = Environment(autoescape=select_autoescape())
HOOK = os.environ["CHAT_HOOK_ADDRESS"]

DEFAULT = "{{ count }} new messages for {{ team }}"


def notice(template, values):
    return environment.from_string(template).render(**values)


def publish(text):
    response = requests.post(HOOK, json={"text": text}, timeout=5)
    response.raise_for_status()


def main(event, context):
    data = event["data"] if isinstance(event["data"], dict) else json.loads(event["data"])
    values = {"team": data["team"], "count": len(data["messages"])}
    text = notice(data.get("template", DEFAULT), values)
    publish(text)
    return {"published": True}
