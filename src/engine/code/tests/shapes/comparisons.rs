//! Comparisons of secrets.

use super::*;

const RULE: CodeRule = CodeRule::SecretCompared;

fn digest(side: &str) -> String {
    format!("crypto.createHash('sha256').update({side}).digest()")
}

#[test]
fn a_secret_is_compared_in_constant_time_wherever_it_is() {
    let crypto = "const crypto = require('crypto');\nconst KEY = process.env.API_KEY;";
    let key = "const key = event.extensions.request.get('x-key');\n    ";
    let new = |not: &str, left: &str, right: &str| {
        format!("{not}crypto.timingSafeEqual({}, {})", digest(left), digest(right))
    };
    let (left, right) = ("String(JSON.stringify(key))", "String(JSON.stringify(KEY))");
    let text = "String(key ?? '')";
    for (body, old, new) in [
        ("if (key !== KEY) { return 'no'; }", "key !== KEY", new("!", left, right)),
        ("if (!key || key !== KEY) return 'no';", "key !== KEY", new("!", left, right)),
        ("return key === KEY ? 'yes' : 'no';", "key === KEY", new("", left, right)),
        ("const ok = key == KEY; // both", "key == KEY", new("", left, right)),
        ("if (!(key === KEY)) { throw new Error('no'); }", "key === KEY", new("", left, right)),
        (
            "if (key !== `Bearer ${process.env.API_KEY}`) { return 'no'; }",
            "key !== `Bearer ${process.env.API_KEY}`",
            new("!", text, "`Bearer ${process.env.API_KEY}`"),
        ),
        (
            "return [1].filter(() => key === process.env.API_KEY);",
            "key === process.env.API_KEY",
            new("", left, "String(JSON.stringify(process.env.API_KEY))"),
        ),
    ] {
        offers(RULE, node(crypto, &format!("{key}{body}\n    return 'yes';")), &[(old, &new)]);
    }
}

#[test]
fn a_secret_is_compared_in_constant_time_in_python() {
    let imports = "import hmac\nimport os\nKEY = os.environ['API_KEY']";
    let key = "key = event['extensions']['request'].headers.get('X-Key')\n";
    let new = |not: &str, left: &str, right: &str| format!("{not}hmac.compare_digest({left}, {right})");
    let (left, right) = ("repr(key).encode()", "repr(KEY).encode()");
    let text = "str(key or \"\").encode()";
    for (body, old, new) in [
        ("if key != KEY:\n    return 'no'", "key != KEY", new("not ", left, right)),
        ("if not key or key != KEY:\n    return 'no'", "key != KEY", new("not ", left, right)),
        ("if key and key == KEY:\n    return 'yes'", "key == KEY", new("", left, right)),
        ("return 'yes' if key == KEY else 'no'", "key == KEY", new("", left, right)),
        ("ok = key == KEY  # both\nreturn ok", "key == KEY", new("", left, right)),
        ("assert key == KEY, 'no'", "key == KEY", new("", left, right)),
        ("if not (key == KEY):\n    return 'no'", "key == KEY", new("", left, right)),
        (
            "if key != os.environ['API_KEY']:\n    return 'no'",
            "key != os.environ['API_KEY']",
            new("not ", left, "repr(os.environ['API_KEY']).encode()"),
        ),
        (
            "if key != f\"Bearer {KEY}\":\n    return 'no'",
            "key != f\"Bearer {KEY}\"",
            new("not ", text, "f\"Bearer {KEY}\".encode()"),
        ),
        (
            "own = hmac.new(KEY.encode(), b'x', 'sha256')\nreturn own.hexdigest() == key",
            "own.hexdigest() == key",
            new("", "own.hexdigest().encode()", text),
        ),
    ] {
        offers(RULE, snake(imports, &format!("{key}{body}")), &[(old, &new)]);
    }
}
