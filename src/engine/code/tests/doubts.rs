//! Tests that cannot be decided: what they let pass is possible, and never certain.

use super::{CodeRule, Reason, certain, node, none_in, possible, snake};

const IMPORTS: &str = "const cp = require('child_process');\nconst crypto = require('crypto');\nconst net = require('net');\n\
    const hosts = require('hosts-of-ours');\nconst { isKnown } = require('./known');\nconst Guard = require('guard-of-ours');\nconst guard = new Guard();";

const PYTHON: &str = "import os, re, hashlib, hmac, ipaddress, uuid, datetime\nfrom decimal import Decimal\nimport known_hosts\n\
    from .rules import is_known\nKEY = os.environ['KEY'].encode()";

fn is_possible(source: &str, analysis: &super::Analysis) {
    assert_eq!(certain(analysis), [], "{source}");
    assert_eq!(possible(analysis), [(CodeRule::CommandInjection, Reason::PartialCheck)], "{source}");
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
        assert_eq!(certain(&node(IMPORTS, &body)), [CodeRule::CommandInjection], "{body}");
    }
    for guard in [
        "known = is_known(host)",
        "if len(host) > 60:\n    return 'no'",
        "try:\n    ipaddress.ip_address(event['data']['other'])\nexcept ValueError:\n    return 'no'",
        "try:\n    ipaddress.IPv4Address(host)\nexcept ValueError:\n    pass",
    ] {
        let body = format!("host = event['data']['host']\n{guard}\nos.system('ping ' + host)");
        assert_eq!(certain(&snake(PYTHON, &body)), [CodeRule::CommandInjection], "{body}");
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

#[test]
fn each_rule_of_a_table_is_applied_or_its_field_is_possible() {
    let table = |count: usize| {
        let names = (0..count).map(|place| format!("'f{place}'")).collect::<Vec<_>>().join(", ");
        let rules = (0..count).map(|place| format!("f{place}: /^[a-z]+$/")).collect::<Vec<_>>().join(", ");
        format!(
            "const cp = require('child_process');\nconst NAMES = [{names}, 'name'];\nconst RULES = {{ {rules}, name: /^[a-z]+$/ }};"
        )
    };
    for guard in [
        "const bad = Object.keys(RULES).filter((key) => key in event.data && !RULES[key].test(event.data[key]));\nif (bad.length > 0) return { bad };",
        "const bad = NAMES.filter((key) => !/^[a-z]+$/.test(event.data[key]));\nif (bad.length) return { bad };",
        "for (const [key, rule] of Object.entries(RULES)) {\n if (!rule.test(event.data[key])) throw new Error(key);\n}",
        "if (!NAMES.every((key) => /^[a-z]+$/.test(event.data[key]))) return 'no';",
    ] {
        let body = format!("{guard}\ncp.execSync('job ' + event.data.name);");
        none_in(&body, &node(&table(9), &body));
        // Of a longer one not each rule is followed.
        let analysis = node(&table(30), &body);
        assert_eq!(certain(&analysis), [], "{body}\n{analysis:#?}");
        let other = body.replace("event.data[key]", "event.data.other");
        assert_eq!(certain(&node(&table(9), &other)), [CodeRule::CommandInjection], "{other}");
    }
    let names = |count: usize| {
        let names = (0..count).map(|place| format!("'f{place}'")).collect::<Vec<_>>().join(", ");
        format!("import os, re\nNAMES = [{names}, 'name']")
    };
    let body = "for key in NAMES:\n    if not re.fullmatch('[a-z]+', event['data'][key]):\n        return 'no'\nos.system('job ' + event['data']['name'])";
    none_in(body, &snake(&names(9), body));
    assert_eq!(certain(&snake(&names(30), body)), []);
}

#[test]
fn keys_that_are_filtered_say_nothing_about_values() {
    let imports = "const { MongoClient } = require('mongodb');\nconst all = new MongoClient(process.env.URL).db('a').collection('b');\nconst ALLOWED = ['name', 'city'];";
    let of = |change: &str| {
        let entries = format!("const wanted = Object.fromEntries(Object.entries(event.data){change});");
        node(imports, &format!("{entries}\nreturn all.find(wanted).toArray();"))
    };
    for flawed in ["", ".filter(([key]) => ALLOWED.includes(key))", ".map(([key, value]) => [key, value])"] {
        assert_eq!(certain(&of(flawed)), [CodeRule::NoSqlInjection], "{flawed}");
    }
    for clean in [
        ".filter(([key, value]) => ALLOWED.includes(key) && typeof value === 'string')",
        ".map(([key, value]) => [key, String(value)])",
        ".filter(([key]) => ALLOWED.includes(key)).map(([key, value]) => [key, `${value}`])",
    ] {
        none_in(clean, &of(clean));
    }
    let imports =
        "from pymongo import MongoClient\nall_of = MongoClient()['a']['b']\nALLOWED = {'name', 'city'}";
    let flawed = "return list(all_of.find({k: v for k, v in event['data'].items() if k in ALLOWED}))";
    assert_eq!(certain(&snake(imports, flawed)), [CodeRule::NoSqlInjection]);
    for clean in [
        "return list(all_of.find({k: str(v) for k, v in event['data'].items() if k in ALLOWED}))",
        "return list(all_of.find({k: v for k, v in event['data'].items() if isinstance(v, str)}))",
    ] {
        none_in(clean, &snake(imports, clean));
    }
}

#[test]
fn decorators_of_methods_are_called_with_them() {
    let script = |guard: &str| {
        super::javascript(&format!(
            "const cp = require('child_process');\nconst OK = ['a', 'b'];\nfunction checked(original, context) {{\n return function (name) {{\n  {guard}\n  return original.call(this, name);\n }};\n}}\nclass Jobs {{\n @checked\n run(name) {{ cp.execSync('job ' + name); }}\n}}\nconst jobs = new Jobs();\nmodule.exports = {{ main: async (event) => {{ jobs.run(event.data.name); }} }};"
        ))
    };
    none_in("javascript", &script("if (!OK.includes(name)) throw new Error('no');"));
    assert_eq!(certain(&script("")), [CodeRule::CommandInjection]);
    let python = |imports: &str, by: &str| {
        super::python(&format!(
            "import os, functools\n{imports}\nOK = {{'a', 'b'}}\n\ndef checked(method):\n    @functools.wraps(method)\n    def inner(self, name):\n        if name not in OK:\n            raise ValueError(name)\n        return method(self, name)\n    return inner\n\n\
             def limited(most):\n    def wrap(method):\n        def inner(self, *args, **kwargs):\n            print(most)\n            return method(self, *args, **kwargs)\n        return inner\n    return wrap\n\n\
             class Jobs:\n    {by}\n    def run(self, name):\n        os.system('job ' + name)\n\ndef main(event, context):\n    Jobs().run(event['data']['name'])\n"
        ))
    };
    none_in("own", &python("", "@checked"));
    assert_eq!(certain(&python("", "@limited(20)")), [CodeRule::CommandInjection]);
    assert_eq!(certain(&python("import other", "@other.traced")), [CodeRule::CommandInjection]);
    is_possible("library", &python("from other import validated", "@validated"));
    is_possible("library", &python("import other", "@other.guarded({'name': str})"));
    let class = "import os\n\ndef wrapped(cls):\n    cls.run = other(cls.run)\n    return cls\n\n@wrapped\nclass Jobs:\n    def run(self, name):\n        os.system('job ' + name)\n\ndef main(event, context):\n    Jobs().run(event['data']['name'])\n";
    is_possible(class, &super::python(class));
    let handler = "import os\nfrom other import validate_body\n\n@validate_body('schema.json')\ndef main(event, context):\n    os.system('job ' + event['data']['name'])\n";
    is_possible(handler, &super::python(handler));
}
