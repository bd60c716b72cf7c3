import datetime
import smtplib
from email.message import EmailMessage
from os import environ

from jinja2 import Environment, select_autoescape

env = Environment(autoescape=select_autoescape(default_for_string=True))

WELCOME = "<p>Welcome, {{ name }}!</p>"
REMINDER = "<p>{{ name }}, your basket is waiting since {{ since }}.</p>"
FAREWELL = "<p>Goodbye, {{ name }}.</p>"


def template_for(kind, fallback=None):
    match kind:
        case "welcome":
            return WELCOME
        case "reminder" | "basket":
            return REMINDER
        case "farewell":
            return FAREWELL
        case _:
            return fallback or WELCOME


def body_of(data):
    chosen = template_for(data.get("kind"), data.get("layout"))
    values = {
        "name": str(data.get("name", "customer"))[:60],
        "since": datetime.date.today().isoformat(),
    }
    return env.from_string(chosen).render(**values)


def send(to, html):
    message = EmailMessage()
    message["From"] = environ["MAIL_FROM"]
    message["To"] = to
    message["Subject"] = "News from the shop"
    message.set_content("This message needs HTML.")
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP(environ["SMTP_HOST"], 587, timeout=10) as server:
        server.starttls()
        server.login(environ["SMTP_USER"], environ["SMTP_PASSWORD"])
        server.send_message(message)


def main(event, context):
    data = event["data"]
    if not isinstance(data, dict):
        event["extensions"]["response"].status = 400
        return {"error": "JSON object expected"}
    send(environ["MAIL_TO"], body_of(data))
    return {"sent": True}
