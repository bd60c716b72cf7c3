import os

import pymysql

COLUMNS = {"status", "city", "channel"}


def where(wanted):
    parts, values = [], []
    for column, value in wanted.items():
        if column not in COLUMNS:
            continue
        parts.append(f"{column} = %s")
        values.append(value)
    return " AND ".join(parts) or "TRUE", values


def main(event, context):
    text, values = where(event["data"].get("filters", {}))
    connection = pymysql.connect(
        host=os.environ["DB_HOST"],
        user=os.environ["DB_USER"],
        password=os.environ["DB_PASSWORD"],
        database="shop",
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT id, total FROM orders WHERE {text} LIMIT 100", values)
        return {"orders": cursor.fetchall()}
