import os

import psycopg2
from psycopg2.extras import RealDictCursor

connection = None


def connect():
    global connection
    if connection is None:
        connection = psycopg2.connect(
            host=os.environ["DB_HOST"],
            dbname="crm",
            user=os.environ["DB_USER"],
            password=os.environ["DB_PASSWORD"],
        )
    return connection


def search(name):
    with connect().cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(f"SELECT id, name, city FROM customers WHERE name ILIKE '%{name}%' LIMIT 20")
        return cursor.fetchall()


def main(event, context):
    name = event["extensions"]["request"].query.get("name", "").strip()
    if len(name) < 3:
        return {"customers": [], "hint": "enter three letters"}
    return {"customers": search(name)}
