//! Weakened protection.

use super::{CodeRule, each_is, node, none_of, snake};

#[test]
fn verification_that_is_off_is_found() {
    each_is(
        CodeRule::TlsVerificationOff,
        &[
            node(
                "const https = require('https');",
                "return https.get('https://a.example.com', { rejectUnauthorized: false }, () => {});",
            ),
            node("process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';", "return 1;"),
            node(
                "const { Pool } = require('pg');\nconst pool = new Pool({ ssl: { rejectUnauthorized: false } });",
                "return pool.query('SELECT 1');",
            ),
            snake("import requests", "return requests.get('https://a.example.com', verify=False).text"),
            snake("import ssl", "ctx = ssl.create_default_context()\nctx.check_hostname = False\nreturn 1"),
            snake(
                "import ssl",
                "ssl._create_default_https_context = ssl._create_unverified_context\nreturn 1",
            ),
        ],
    );
    none_of(&[
        node(
            "const https = require('https');\nconst agent = new https.Agent({ rejectUnauthorized: process.env.STAGE !== 'dev' });",
            "return 1;",
        ),
        snake("import requests", "return requests.get('https://a.example.com', verify='/etc/ca.pem').text"),
        snake("import jwt, os", "return install(verify=False)\n\n\ndef install(verify):\n    return verify"),
    ]);
}

#[test]
fn tokens_that_are_not_verified_are_found() {
    each_is(
        CodeRule::TokenNotVerified,
        &[
            node(
                "const jwt = require('jsonwebtoken');",
                "const t = event.extensions.request.headers.authorization.split(' ')[1];\nreturn jwt.decode(t).sub;",
            ),
            node(
                "import { decodeJwt } from 'jose';",
                "return decodeJwt(event.extensions.request.get('authorization').slice(7)).sub;",
            ),
            node(
                "const jwt = require('jsonwebtoken');",
                "return jwt.verify(event.data.t, process.env.PUBLIC, { algorithms: ['none', 'HS256'] }).sub;",
            ),
            snake(
                "import jwt",
                "return jwt.decode(event['data']['t'], options={'verify_signature': False})['sub']",
            ),
        ],
    );
    none_of(&[
        node(
            "const jwt = require('jsonwebtoken');",
            "const t = event.data.t;\nconst { kid } = jwt.decode(t, { complete: true }).header;\nreturn jwt.verify(t, process.env[kid === 'a' ? 'KEY_A' : 'KEY_B'], { algorithms: ['RS256'] }).sub;",
        ),
        snake(
            "import jwt, os",
            "return jwt.decode(event['data']['t'], os.environ['PUBLIC'], algorithms=['RS256'])['sub']",
        ),
    ]);
}

#[test]
fn secrets_that_are_compared_byte_by_byte_are_found() {
    each_is(
        CodeRule::SecretCompared,
        &[
            node(
                "",
                "if (event.extensions.request.headers['x-api-key'] !== process.env.API_KEY) return 'no';\nreturn 1;",
            ),
            snake(
                "import os",
                "if event['extensions']['request'].headers.get('X-Token') == os.environ['API_TOKEN']:\n    return 1\nreturn 0",
            ),
            snake(
                "import hmac, os, hashlib",
                "s = hmac.new(os.environ['K_SECRET'].encode(), event['data'].encode(), hashlib.sha256).hexdigest()\nif event['extensions']['request'].headers['X-Signature'] != s:\n    return 'no'\nreturn 1",
            ),
        ],
    );
    none_of(&[
        node("", "if (!process.env.API_KEY) return 'not configured';\nreturn 1;"),
        node("", "if (event.data.kind === process.env.KIND) return 1;\nreturn 0;"),
        snake("import hmac, os", "return hmac.compare_digest(event['data']['t'], os.environ['API_TOKEN'])"),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one line for each case")]
fn weak_algorithms_constant_keys_and_predictable_numbers_are_found() {
    each_is(
        CodeRule::WeakPasswordHash,
        &[
            node(
                "const crypto = require('crypto');",
                "return crypto.createHash('sha1').update(event.data.password).digest('hex');",
            ),
            snake(
                "import hashlib",
                "password = event['data']['password']\nreturn hashlib.md5(password.encode()).hexdigest()",
            ),
        ],
    );
    each_is(
        CodeRule::WeakCipher,
        &[
            node(
                "const crypto = require('crypto');",
                "return crypto.createCipheriv('des-ede3-cbc', process.env.KEY, crypto.randomBytes(8)).final('hex');",
            ),
            snake(
                "from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes\nimport os",
                "return Cipher(algorithms.AES(os.urandom(32)), modes.ECB())",
            ),
        ],
    );
    each_is(
        CodeRule::StaticKey,
        &[
            node("const jwt = require('jsonwebtoken');", "return jwt.sign({ a: 1 }, 'secret');"),
            node(
                "const crypto = require('crypto');",
                "return crypto.createCipheriv('aes-256-gcm', Buffer.from('0123456789abcdef0123456789abcdef'), crypto.randomBytes(12)).final('hex');",
            ),
            snake("from cryptography.fernet import Fernet", "return Fernet(b'abc').encrypt(b'x')"),
            snake("import jwt", "return jwt.encode({'a': 1}, 'secret', algorithm='HS256')"),
        ],
    );
    each_is(
        CodeRule::PredictableRandom,
        &[
            node("", "const token = Math.random().toString(36).slice(2);\nreturn { token };"),
            node("", "return { otp: Math.floor(Math.random() * 1000000) };"),
            snake("import random", "token = ''.join(random.choices('abc', k=20))\nreturn {'t': token}"),
        ],
    );
    none_of(&[
        node(
            "const crypto = require('crypto');",
            "return crypto.createHash('sha1').update(event.data.file).digest('hex');",
        ),
        node(
            "const crypto = require('crypto');",
            "return crypto.createHash('md5').update('etag').digest('hex');",
        ),
        node(
            "",
            "const delay = Math.random() * 100;\nconst color = ['a', 'b'][Math.floor(Math.random() * 2)];\nreturn { color, delay };",
        ),
        node("const { randomUUID } = require('crypto');", "const token = randomUUID();\nreturn { token };"),
        snake("import secrets", "token = secrets.token_urlsafe(20)\nreturn {'token': token}"),
        snake("import random", "token = random.SystemRandom().choice('abc')\nreturn {'token': token}"),
        node("const jwt = require('jsonwebtoken');", "return jwt.sign({ a: 1 }, process.env.JWT_SECRET);"),
        node(
            "const jwt = require('jsonwebtoken');\nconst PEM = '-----BEGIN PUBLIC KEY-----\\nMFkw\\n-----END PUBLIC KEY-----';",
            "return jwt.verify(event.data.t, PEM, { algorithms: ['ES256'] }).sub;",
        ),
    ]);
}

#[test]
fn origins_identities_and_fallbacks_are_found() {
    each_is(
        CodeRule::CorsAnyOrigin,
        &[
            node(
                "",
                "const res = event.extensions.response;\nres.set('Access-Control-Allow-Origin', event.extensions.request.headers.origin);\nres.set('Access-Control-Allow-Credentials', 'true');",
            ),
            snake(
                "from bottle import HTTPResponse",
                "return HTTPResponse(body='{}', headers={'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true'})",
            ),
        ],
    );
    each_is(
        CodeRule::IdentityFromHeader,
        &[
            node(
                "",
                "if (event.extensions.request.headers['x-admin'] === 'true') return 'all';\nreturn 'few';",
            ),
            snake(
                "",
                "if event['extensions']['request'].headers.get('X-User-Role') != 'admin':\n    return 'no'\nreturn 'yes'",
            ),
        ],
    );
    each_is(
        CodeRule::SecretFallback,
        &[
            node("const KEY = process.env.API_KEY || 'dev-key';", "return 1;"),
            node("const { API_KEY = 'dev-key' } = process.env;", "return 1;"),
            node("const KEY = process.env['API_KEY'] ?? 'dev-key';", "return 1;"),
            snake("import os\nKEY = os.getenv('API_KEY', 'dev-key')", "return 1"),
            snake("import os\nKEY = os.environ.get('API_KEY') or 'dev-key'", "return 1"),
        ],
    );
    none_of(&[
        node("const PORT = process.env.PORT || '8080';", "return 1;"),
        node("const KEY = process.env.API_KEY || '';", "return 1;"),
        node(
            "",
            "const res = event.extensions.response;\nres.set('Access-Control-Allow-Origin', '*');\nreturn 1;",
        ),
        node("", "return event.extensions.request.headers['x-request-id'] === 'a' ? 1 : 0;"),
        snake("import os\nURL = os.getenv('TOKEN_URL', 'https://a.example.com')", "return 1"),
    ]);
}

#[test]
fn a_scheme_that_is_removed_from_a_token_verifies_nothing() {
    each_is(
        CodeRule::TokenNotVerified,
        &[node(
            "const jwt = require('jsonwebtoken');",
            "const a = event.extensions.request.headers.authorization;\nreturn jwt.decode(a.replace('Bearer ', '')).sub;",
        )],
    );
}
