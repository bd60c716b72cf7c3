"""Shows who is logged in.

Called by the header of every page.
"""

import os

import jwt

KEY = os.environ.get("ISSUER_PUBLIC_PEM")


def bearer(request):
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    return token if scheme.lower() == "bearer" else None


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def main(event, context):
    request = event["extensions"]["request"]
    token = bearer(request)
    if token is None:
        return {"error": "token is missing"}
    user = claims(token)
    return {"name": user.get("name"), "mail": user.get("email")}
