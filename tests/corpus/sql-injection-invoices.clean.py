import os
from decimal import Decimal

from hdbcli import dbapi


def connection():
    return dbapi.connect(
        address=os.environ["HANA_HOST"],
        port=443,
        user=os.environ["HANA_USER"],
        password=os.environ["HANA_PASSWORD"],
        encrypt=True,
    )


def unpaid(region):
    cursor = connection().cursor()
    statement = "SELECT ID, AMOUNT FROM INVOICES WHERE PAID = 0 AND REGION = ?"
    cursor.execute(statement, (region,))
    return cursor.fetchall()


def main(event, context):
    data = event["data"]
    rows = unpaid(data["region"])
    total = sum((Decimal(row[1]) for row in rows), Decimal(0))
    return {"count": len(rows), "total": str(total)}
