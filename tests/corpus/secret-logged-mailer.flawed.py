import logging
import os
import smtplib
from email.message import EmailMessage

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger("mailer")

HOST = os.environ.get("SMTP_HOST", "mail.example.com")
PASSWORD = os.environ["SMTP_PASSWORD"]


def connect():
    server = smtplib.SMTP_SSL(HOST, 465)
    logger.info(f"logging in to {HOST} as shop with {PASSWORD}")
    server.login("shop", PASSWORD)
    return server


def main(event, context):
    message = EmailMessage()
    message["To"] = "orders@example.com"
    message["Subject"] = "New order"
    message.set_content(f"Order {int(event['data']['id'])} was placed")
    with connect() as server:
        server.send_message(message)
    return "sent"
