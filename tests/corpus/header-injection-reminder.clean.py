import os
import smtplib
from datetime import date

SENDER = "reminder@example.com"


def send(recipient, subject, text):
    message = f"From: {SENDER}\nTo: team@example.com\nSubject: {subject}\n\n{text}"
    with smtplib.SMTP(os.environ["SMTP_HOST"], 587) as server:
        server.starttls()
        server.login(os.environ["SMTP_USER"], os.environ["SMTP_PASSWORD"])
        server.sendmail(SENDER, [recipient], message)


def days_left(due):
    return (date.fromisoformat(due) - date.today()).days


def main(event, context):
    task = event["data"]
    left = days_left(task["due"])
    if left > 7:
        return {"sent": False}
    title = task["title"].replace("\r", "").replace("\n", "")
    send("team@example.com", title, f"{left} days left")
    return {"sent": True, "left": left}
