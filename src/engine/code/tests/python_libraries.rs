//! Calls of many libraries of Python that do harm, each written as in a Function.

use super::{CodeRule, certain, snake};

/// A rule, the imports, and the body of the handler that breaks it.
const CASES: &[(CodeRule, &str, &str)] = &[
    (
        CodeRule::CommandInjection,
        "import paramiko",
        "c = paramiko.SSHClient()\nc.connect('h')\nc.exec_command('ls ' + event['data']['d'])",
    ),
    (
        CodeRule::CommandInjection,
        "from subprocess import Popen, PIPE",
        "p = Popen('ls ' + event['data']['d'], shell=True, stdout=PIPE)\nreturn p.communicate()[0]",
    ),
    (
        CodeRule::CommandInjection,
        "import subprocess",
        "cmd = f\"zip -r out.zip {event['data'].get('folder')}\"\nreturn subprocess.getoutput(cmd)",
    ),
    (
        CodeRule::CommandInjection,
        "import os, json",
        "body = json.loads(event['data'])\nfor item in body['items']:\n    os.system('echo %s >> /tmp/x' % item['name'])",
    ),
    (CodeRule::CodeInjection, "", "return compile(event['data']['src'], 'x', 'exec')"),
    (
        CodeRule::SqlInjection,
        "import mysql.connector",
        "cn = mysql.connector.connect(host='h')\ncur = cn.cursor()\ncur.execute(f\"SELECT * FROM t WHERE a = '{event['data']['a']}'\")",
    ),
    (
        CodeRule::SqlInjection,
        "import pyodbc, os",
        "cur = pyodbc.connect(os.environ['DSN']).cursor()\nreturn cur.execute(\"SELECT * FROM t WHERE a = '\" + event['data']['a'] + \"'\").fetchall()",
    ),
    (
        CodeRule::SqlInjection,
        "import pandas as pd, sqlite3",
        "return pd.read_sql(f\"SELECT * FROM t WHERE a = '{event['data']['a']}'\", sqlite3.connect('x')).to_dict()",
    ),
    (
        CodeRule::SqlInjection,
        "from sqlalchemy.orm import Session\nfrom sqlalchemy import create_engine, text\ne = create_engine('x')",
        "with Session(e) as s:\n    return s.execute(text('SELECT * FROM t WHERE a = ' + event['data']['a'])).all()",
    ),
    (
        CodeRule::NoSqlInjection,
        "import os\nfrom motor.motor_asyncio import AsyncIOMotorClient\nimport asyncio\ndb = AsyncIOMotorClient(os.environ['M']).app",
        "async def go():\n    return await db.users.find_one({'t': event['data']['t']})\nreturn asyncio.run(go())",
    ),
    (
        CodeRule::TemplateInjection,
        "from mako.template import Template",
        "return Template(event['data']['t']).render()",
    ),
    (
        CodeRule::PathTraversal,
        "import aiofiles, asyncio",
        "async def go():\n    async with aiofiles.open('/d/' + event['data']['f']) as f:\n        return await f.read()\nreturn asyncio.run(go())",
    ),
    (
        CodeRule::PathTraversal,
        "from pathlib import Path\nROOT = Path('/data')",
        "p = ROOT.joinpath(event['data']['f'])\nwith p.open() as f:\n    return f.read()",
    ),
    (CodeRule::UnsafeDeserialization, "import dill", "return dill.loads(bytes.fromhex(event['data']['x']))"),
    (CodeRule::UnsafeDeserialization, "import yaml", "return yaml.unsafe_load(event['data'])"),
    (
        CodeRule::UnsafeDeserialization,
        "import pandas as pd, io, base64",
        "return pd.read_pickle(io.BytesIO(base64.b64decode(event['data']['x']))).to_dict()",
    ),
    (
        CodeRule::XmlExternalEntities,
        "import lxml.etree as ET",
        "p = ET.XMLParser(resolve_entities=True)\nreturn ET.XML(event['data'], p).tag",
    ),
    (
        CodeRule::ServerSideRequestForgery,
        "import requests",
        "s = requests.Session()\nreturn s.get(event['data']['u']).text",
    ),
    (
        CodeRule::ServerSideRequestForgery,
        "import aiohttp, asyncio",
        "async def go(u):\n    async with aiohttp.ClientSession() as s:\n        async with s.get(u) as r:\n            return await r.text()\nreturn asyncio.run(go(event['data']['u']))",
    ),
    (
        CodeRule::ServerSideRequestForgery,
        "import urllib.request",
        "r = urllib.request.Request(event['data']['u'])\nreturn urllib.request.urlopen(r).read()",
    ),
    (
        CodeRule::CrossSiteScripting,
        "from bottle import HTTPResponse",
        "return HTTPResponse(body='Hi ' + event['data']['n'], headers={'Content-Type': 'text/html; charset=utf-8'})",
    ),
    (
        CodeRule::SecretLogged,
        "import os, logging\nlogger = logging.getLogger(__name__)\nclass C:\n    def __init__(self):\n        self.key = os.environ['API_KEY']\nc = C()",
        "logger.info('key=%s' % c.key)",
    ),
    (CodeRule::SecretReturned, "import os", "return {'env': {k: v for k, v in os.environ.items()}}"),
    (CodeRule::EventLogged, "import logging", "logging.info('event %s', event)"),
    (
        CodeRule::StackReturned,
        "import traceback, sys",
        "try:\n    return 1\nexcept Exception as e:\n    tb = ''.join(traceback.format_exception(type(e), e, e.__traceback__))\n    return {'trace': tb}",
    ),
    (
        CodeRule::TlsVerificationOff,
        "import httpx",
        "with httpx.Client(verify=False) as c:\n    return c.get('https://a.example.com').text",
    ),
    (
        CodeRule::TlsVerificationOff,
        "import ssl, urllib.request",
        "ctx = ssl.create_default_context()\nctx.check_hostname = False\nctx.verify_mode = ssl.CERT_NONE\nreturn urllib.request.urlopen('https://a.example.com', context=ctx).read()",
    ),
    (
        CodeRule::TokenNotVerified,
        "from jose import jwt",
        "return jwt.get_unverified_claims(event['data']['t'])",
    ),
    (
        CodeRule::WeakPasswordHash,
        "import hashlib",
        "h = hashlib.new('md5')\npw = event['data']['password']\nreturn hashlib.new('md5', pw.encode()).hexdigest()",
    ),
    (
        CodeRule::WeakCipher,
        "from Crypto.Cipher import DES\nimport os",
        "return DES.new(os.environ['K'].encode(), DES.MODE_CBC).encrypt(b'12345678')",
    ),
    (
        CodeRule::StaticKey,
        "from Crypto.Cipher import AES\nIV = b'0123456789abcdef'\nimport os",
        "return AES.new(os.environ['AES_KEY'].encode(), AES.MODE_CBC, IV).encrypt(b'a' * 16)",
    ),
    (
        CodeRule::PredictableRandom,
        "import random",
        "return {'password': ''.join(random.sample('abcdef', 6))}",
    ),
    (
        CodeRule::SecretFallback,
        "import os\nclass S:\n    token = os.getenv('API_TOKEN', default='abc')",
        "return 1",
    ),
    (
        CodeRule::LdapInjection,
        "import ldap3",
        "c = ldap3.Connection('x')\nc.search('dc=a', '(uid=' + event['data']['u'] + ')')",
    ),
    (
        CodeRule::SlowPattern,
        "import re",
        "return re.match(r'^([a-zA-Z0-9_]+)*@x$', event['data']['m']) is not None",
    ),
];

#[test]
fn the_libraries_of_python_are_known() {
    for (rule, imports, body) in CASES {
        let analysis = snake(imports, body);
        assert!(certain(&analysis).contains(rule), "{imports}\n{body}\n{analysis:#?}");
        assert!(certain(&analysis).iter().all(|one| one == rule), "{imports}\n{body}\n{analysis:#?}");
    }
}
