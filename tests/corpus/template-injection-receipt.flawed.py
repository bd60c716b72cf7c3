from jinja2 import Environment, select_autoescape

env = Environment(autoescape=select_autoescape())
DEFAULT = "Thanks {{ name }}, we received {{ amount }}."


def layout(settings):
    return settings.get("layout") or DEFAULT


def main(event, context):
    order = event["data"]
    template = env.from_string(layout(order.get("settings", {})))
    text = template.render(name=order["name"], amount=order["amount"])
    return {"receipt": text}
