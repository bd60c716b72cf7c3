//! Tests that cannot be decided: what they let pass is possible, and never certain.

use super::{Reason, Rule, certain, node, none_in, possible, snake};

const IMPORTS: &str = "const cp = require('child_process');\nconst crypto = require('crypto');\nconst net = require('net');\n\
    const hosts = require('hosts-of-ours');\nconst { isKnown } = require('./known');\nconst Guard = require('guard-of-ours');\nconst guard = new Guard();";

const PYTHON: &str = "import os, re, hashlib, hmac, ipaddress, uuid, datetime\nfrom decimal import Decimal\nimport known_hosts\n\
    from .rules import is_known\nKEY = os.environ['KEY'].encode()";

fn is_possible(source: &str, analysis: &super::Analysis) {
    assert_eq!(certain(analysis), [], "{source}");
    assert_eq!(possible(analysis), [(Rule::CommandInjection, Reason::PartialCheck)], "{source}");
}

#[test]
fn what_an_unknown_function_let_pass_is_possible() {
    for guard in [
        "if (!isKnown(host)) return 'no';",
        "if (!hosts.knows(host)) throw new Error('no');",
        "if (hosts.knows(host) !== true) return 'no';",
        "if (!(await hosts.find(host))) return 'no';",
        "const { ok } = hosts.ask(host);\nif (!ok) return 'no';",
        "const { problems } = hosts.ask(host);\nif (problems.length > 0) return 'no';",
        "if (hosts.rank(host) < 3) return 'no';",
        "hosts.checkName(host);",
        "guard.assert(host);",
        "try {\n hosts.ensure(host);\n} catch (err) {\n return 'no';\n}",
        "if (host.search(/[;&|]/) !== -1) return 'no';",
        "if (host.indexOf(';') >= 0) return 'no';",
        "if (net.isIP(host) === 0) return 'no';",
        "if (crypto.createHash('sha256').update(host).digest('hex') !== process.env.SUM) return 'no';",
        "const sum = crypto.createHmac('sha256', process.env.KEY).update(host).digest();\nif (!crypto.timingSafeEqual(sum, Buffer.from(event.data.sum))) return 'no';",
        "switch (hosts.kind(host)) {\n case 'own': break;\n default: return 'no';\n}",
        "const known = isKnown(host) && hosts.knows(host);\nif (!known) return 'no';",
        "const refuse = (one) => { if (!isKnown(one)) throw new Error('no'); };\nrefuse(host);",
    ] {
        let body = format!("const host = event.data.host;\n{guard}\ncp.execSync('ping ' + host);");
        is_possible(&body, &node(IMPORTS, &body));
    }
    for guard in [
        "if not is_known(host):\n    return 'no'",
        "if known_hosts.rank(host) < 3:\n    return 'no'",
        "try:\n    known_hosts.ensure(host)\nexcept ValueError:\n    return 'no'",
        "if host.count(';') > 0:\n    return 'no'",
        "if host.find(';') != -1:\n    return 'no'",
        "if hashlib.sha256(host.encode()).hexdigest() != os.environ['SUM']:\n    return 'no'",
        "if not hmac.compare_digest(hmac.new(KEY, host.encode(), 'sha256').hexdigest(), event['data']['sum']):\n    return 'no'",
        "try:\n    ipaddress.ip_address(host)\nexcept ValueError:\n    return 'no'",
        "try:\n    ipaddress.IPv6Address(host)\nexcept ValueError:\n    return 'no'",
    ] {
        let body = format!("host = event['data']['host']\n{guard}\nos.system('ping ' + host)");
        is_possible(&body, &snake(PYTHON, &body));
    }
}

#[test]
fn what_nothing_asks_for_stays_certain() {
    for guard in [
        "if (isKnown(event.data.other)) return 'no';",
        "console.log(isKnown(host));",
        "if (!isKnown(host)) console.warn('unknown');",
        "if (host.length > 60) return 'no';",
        "if (!host) return 'no';",
        "if (parseInt(host, 10) < 3) return 'no';",
    ] {
        let body = format!("const host = event.data.host;\n{guard}\ncp.execSync('ping ' + host);");
        assert_eq!(certain(&node(IMPORTS, &body)), [Rule::CommandInjection], "{body}");
    }
    for guard in [
        "known = is_known(host)",
        "if len(host) > 60:\n    return 'no'",
        "try:\n    ipaddress.ip_address(event['data']['other'])\nexcept ValueError:\n    return 'no'",
        "try:\n    ipaddress.IPv4Address(host)\nexcept ValueError:\n    pass",
    ] {
        let body = format!("host = event['data']['host']\n{guard}\nos.system('ping ' + host)");
        assert_eq!(certain(&snake(PYTHON, &body)), [Rule::CommandInjection], "{body}");
    }
}

#[test]
fn conversions_that_throw_are_guards() {
    for guard in [
        "if (!Number(host)) return 'no';",
        "if (isNaN(Number(host))) return 'no';",
        "const port = Number(host);\nif (!Number.isInteger(port)) return 'no';",
        "if (!(Number(host) > 0)) return 'no';",
        "try {\n BigInt(host);\n} catch {\n return 'no';\n}",
        "if (!net.isIPv4(host)) return 'no';",
    ] {
        let body = format!("const host = event.data.host;\n{guard}\ncp.execSync('ping ' + host);");
        none_in(&body, &node(IMPORTS, &body));
    }
    for call in [
        "ipaddress.IPv4Address(host)",
        "ipaddress.IPv4Network(host)",
        "int(host)",
        "float(host)",
        "uuid.UUID(host)",
        "Decimal(host)",
        "datetime.date.fromisoformat(host)",
    ] {
        let body = format!(
            "host = event['data']['host']\ntry:\n    {call}\nexcept ValueError:\n    return 'no'\nos.system('ping ' + host)"
        );
        none_in(&body, &snake(PYTHON, &body));
    }
    let helper = "import os, ipaddress\n\ndef address(text):\n    try:\n        ipaddress.IPv4Address(text)\n    except ValueError:\n        raise RuntimeError('no') from None\n    return text";
    let body = "os.system('ping ' + address(event['data']['host']))";
    none_in(body, &snake(helper, body));
}
