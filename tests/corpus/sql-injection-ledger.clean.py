import os
from decimal import Decimal
from typing import Literal, Optional

import psycopg2
from bottle import HTTPResponse
from pydantic import BaseModel, ValidationError


class Search(BaseModel):
    account: int
    currency: Literal["EUR", "USD", "CHF"] = "EUR"
    least: Optional[Decimal] = None
    order: Literal["booked_at", "amount"] = "booked_at"


def rows(search):
    text = f"SELECT id, amount, booked_at FROM ledger WHERE account = {search.account}"
    text += f" AND currency = '{search.currency}'"
    if search.least is not None:
        text += f" AND amount >= {search.least}"
    text += f" ORDER BY {search.order}"
    with psycopg2.connect(os.environ["LEDGER_DSN"]) as connection, connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall()


def main(event, context):
    try:
        search = Search.model_validate(event["data"])
    except ValidationError as error:
        return HTTPResponse(status=400, body=error.json(include_input=False))
    return {"rows": [list(map(str, row)) for row in rows(search)]}
