import re
from collections import Counter

LINES = [
    "2024-05-01 INFO started",
    "2024-05-01 WARN disk 81%",
    "2024-05-02 ERROR disk full",
]


def level(line):
    return line.split(" ")[1]


def search(term):
    pattern = re.compile(term, re.IGNORECASE)
    return [line for line in LINES if pattern.search(line)]


def main(event, context):
    request = event["extensions"]["request"]
    term = request.query.get("term", "")
    lines = search(term)
    levels = Counter(level(line) for line in lines)
    return {"lines": lines, "levels": dict(levels)}
