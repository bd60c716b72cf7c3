"""Creates invitations to a team.

An invitation can be used once.
Sent by mail by another Function.
"""

import random
import secrets
import string

ALPHABET = string.ascii_letters + string.digits
LENGTH = 20


def letters():
    return [random.choice(ALPHABET) for _ in range(LENGTH)]


def invitation(team):
    token = "".join(letters())
    return {"team": team, "token": token, "uses": 1}


def main(event, context):
    team = int(event["data"]["team"])
    count = min(int(event["data"].get("count", 1)), 10)
    invitations = [invitation(team) for _ in range(count)]
    return {"invitations": invitations, "alphabet": len(ALPHABET)}
