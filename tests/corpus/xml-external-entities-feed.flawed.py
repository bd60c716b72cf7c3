from lxml import etree

LIMIT = 25


def text_of(node, name):
    found = node.find(name)
    return found.text if found is not None else ""


def entries(xml):
    parser = etree.XMLParser(resolve_entities=True, no_network=False)
    root = etree.fromstring(xml, parser)
    for item in root.iter("item"):
        yield {"title": text_of(item, "title"), "link": text_of(item, "link")}


def main(event, context):
    body = event["extensions"]["request"].body.read()
    result = []
    for entry in entries(body):
        result.append(entry)
        if len(result) == LIMIT:
            break
    return {"entries": result, "count": len(result)}
