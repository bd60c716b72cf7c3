"""Looks up telephone numbers in the company directory.

Used by the search field of the intranet.
"""

import os

from ldap3 import ALL, Connection, Server
from ldap3.utils.conv import escape_filter_chars

server = Server(os.environ["LDAP_HOST"], use_ssl=True, get_info=ALL)
BASE = "ou=people,dc=example,dc=com"


def find(name):
    with Connection(server, os.environ["LDAP_USER"], os.environ["LDAP_PASSWORD"]) as connection:
        query = f"(&(objectClass=person)(cn={name}))"
        connection.search(BASE, query, attributes=["cn", "telephoneNumber"])
        return [entry.entry_attributes_as_dict for entry in connection.entries]


def main(event, context):
    request = event["extensions"]["request"]
    name = request.query.get("name")
    if not name:
        return {"people": []}
    people = find(name)
    return {"people": people, "count": len(people)}
