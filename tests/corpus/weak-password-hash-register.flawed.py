import hashlib
import os
import secrets

import psycopg2


def connect():
    return psycopg2.connect(os.environ["DATABASE_URL"])


def digest(password, salt):
    return hashlib.sha1((salt + password).encode()).hexdigest()


def store(name, password):
    salt = secrets.token_hex(16)
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users (name, salt, hash) VALUES (%s, %s, %s)",
            (name, salt, digest(password, salt)),
        )


def main(event, context):
    data = event["data"]
    store(data["name"], data["password"])
    return {"registered": True}
