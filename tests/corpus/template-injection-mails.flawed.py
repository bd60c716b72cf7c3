from bottle import SimpleTemplate, HTTPResponse

TEXTS = {
    "shipped": "Hello {{name}}, your order {{order}} is on its way.",
    "returned": "Hello {{name}}, we received your return of {{order}}.",
}


def main(event, context):
    data = event["data"]
    text = data.get("text")
    if text is None:
        return HTTPResponse(status=404, body="no such mail")
    mail = SimpleTemplate(text).render(name=data.get("name", ""), order=data.get("order", ""))
    return {"mail": mail}
