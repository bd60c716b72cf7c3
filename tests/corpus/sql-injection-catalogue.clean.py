import os
from contextlib import contextmanager

from sqlalchemy import create_engine, text

engine = create_engine(os.environ["DATABASE_URL"], pool_size=2, pool_pre_ping=True)

ORDERINGS = {
    "newest": "created_at DESC",
    "oldest": "created_at ASC",
    "dearest": "price DESC",
}


@contextmanager
def connection():
    conn = engine.connect()
    try:
        yield conn
    finally:
        conn.close()


class Catalogue:
    def __init__(self, tenant):
        self.tenant = tenant

    def _ordering(self, wanted):
        return ORDERINGS.get(wanted, "created_at DESC")

    def search(self, words, wanted, limit):
        statement = (
            "SELECT sku, title, price FROM products "
            "WHERE tenant = :tenant AND title ILIKE :words "
            f"ORDER BY {self._ordering(wanted)} LIMIT :limit"
        )
        with connection() as conn:
            found = conn.execute(
                text(statement),
                {"tenant": self.tenant, "words": f"%{words}%", "limit": limit},
            )
            return [dict(row._mapping) for row in found]


def bounded(raw, low=1, high=50):
    try:
        number = int(raw)
    except (TypeError, ValueError):
        return low
    return min(max(number, low), high)


def main(event, context):
    query = event["extensions"]["request"].query
    words = query.get("q", "")
    if len(words) > 80:
        event["extensions"]["response"].status = 414
        return {"error": "too long"}
    catalogue = Catalogue(os.environ.get("TENANT", "main"))
    hits = catalogue.search(words, query.get("order", "newest"), bounded(query.get("limit")))
    return {"hits": hits}
