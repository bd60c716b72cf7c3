from string import Template

from bottle import response
from markupsafe import escape

PAGE = Template("<html><body><h1>$title</h1><p>Build $number</p></body></html>")


def main(event, context):
    query = event["extensions"]["request"].query
    number = int(query.get("build", "0"))
    title = query.get("title", "build")
    response.content_type = "text/html; charset=utf-8"
    return PAGE.substitute(title=escape(title), number=number)
