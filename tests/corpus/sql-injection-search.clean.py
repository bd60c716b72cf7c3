import os

from sqlalchemy import create_engine, text

engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True)


def search(term, limit):
    query = text("SELECT id, name FROM products WHERE name ILIKE :term LIMIT :limit")
    with engine.connect() as connection:
        rows = connection.execute(query, {"term": f"%{term}%", "limit": limit}).mappings().all()
    return [dict(row) for row in rows]


def main(event, context):
    request = event["extensions"]["request"]
    term = request.query.get("q", "")
    limit = min(int(request.query.get("limit", "20")), 100)
    return {"items": search(term, limit)}
