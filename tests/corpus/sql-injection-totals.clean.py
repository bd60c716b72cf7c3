import asyncio
import os

import asyncpg

TABLES = {"orders": "public.orders", "returns": "public.returns"}
GROUPS = frozenset({"day", "week", "month"})


def pick(options, wanted, default):
    match options:
        case dict() if wanted in options:
            return options[wanted]
        case frozenset() if wanted in options:
            return wanted
        case _:
            return default


async def totals(table, group, since):
    connection = await asyncpg.connect(os.environ["PG_DSN"], timeout=5)
    try:
        statement = f"""
            SELECT date_trunc('{group}', created_at) AS bucket, sum(amount) AS total
            FROM {table}
            WHERE created_at > now() - make_interval(days => $1)
            GROUP BY 1 ORDER BY 1
        """
        return await connection.fetch(statement, since)
    finally:
        await connection.close()


def days(raw):
    try:
        return max(1, min(int(raw), 366))
    except (TypeError, ValueError):
        return 30


def main(event, context):
    query = event["extensions"]["request"].query
    table = pick(TABLES, query.get("of"), TABLES["orders"])
    group = pick(GROUPS, query.get("by"), "day")
    rows = asyncio.run(totals(table, group, days(query.get("days"))))
    return [{"bucket": row["bucket"].isoformat(), "total": float(row["total"])} for row in rows]
