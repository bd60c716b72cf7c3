from jinja2 import Environment, select_autoescape

env = Environment(autoescape=select_autoescape())
LAYOUTS = {
    "short": "Thanks {{ name }}.",
    "long": "Thanks {{ name }}, we received {{ amount }}.",
}


def layout(settings):
    return LAYOUTS.get(settings.get("layout"), LAYOUTS["long"])


def main(event, context):
    order = event["data"]
    template = env.from_string(layout(order.get("settings", {})))
    text = template.render(name=order["name"], amount=order["amount"])
    return {"receipt": text}
