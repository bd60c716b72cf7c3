import hmac
import os

API_KEY = os.environ["SERVICE_API_KEY"]


def is_allowed(request):
    sent = request.headers.get("X-Api-Key", "")
    return hmac.compare_digest(sent, API_KEY)


def stations():
    return [
        {"id": 1, "name": "North"},
        {"id": 2, "name": "Harbour"},
    ]


def main(event, context):
    request = event["extensions"]["request"]
    if not is_allowed(request):
        return {"error": "key is not valid"}
    if request.method == "GET":
        return {"stations": stations()}
    return {"error": "not supported"}
