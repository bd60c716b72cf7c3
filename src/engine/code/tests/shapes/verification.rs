//! Texts without objects, tokens and certificates.

use super::*;

#[test]
fn yaml_is_loaded_as_plain_data() {
    let rule = CodeRule::UnsafeDeserialization;
    for (imports, old, new) in [
        ("import yaml", "yaml.load(event['data'], Loader=yaml.Loader)", "yaml.safe_load(event['data'])"),
        ("import yaml", "yaml.load(event['data'], yaml.UnsafeLoader)", "yaml.safe_load(event['data'])"),
        ("import yaml", "yaml.unsafe_load(event['data'])", "yaml.safe_load(event['data'])"),
        ("import yaml as y", "y.load(event['data'], Loader=y.Loader)", "y.safe_load(event['data'])"),
        (
            "import yaml",
            "yaml.load(\n    event['data'],  # theirs\n    Loader=yaml.Loader,\n)",
            "yaml.safe_load(\n    event['data'],  # theirs\n)",
        ),
        (
            "import yaml",
            "list(yaml.load_all(event['data'], Loader=yaml.Loader))",
            "list(yaml.safe_load_all(event['data']))",
        ),
    ] {
        offers(rule, snake(imports, &format!("return {old}")), &[(&indented(old), &indented(new))]);
    }
    offers(
        rule,
        snake("from yaml import load, Loader", "return load(event['data'], Loader=Loader)"),
        &[
            ("load, Loader", "load, Loader, safe_load"),
            ("load(event['data'], Loader=Loader)", "safe_load(event['data'])"),
        ],
    );
    offers(
        rule,
        snake("from yaml import load, safe_load, Loader", "return load(event['data'], Loader)"),
        &[("return load(event['data'], Loader)", "return safe_load(event['data'])")],
    );
    refuses(rule, snake("import pickle", "return pickle.loads(event['data'])"));
}

#[test]
fn a_token_is_verified_where_key_and_algorithms_are_there() {
    let rule = CodeRule::TokenNotVerified;
    let imports = "import jwt\nimport os\nKEY = os.environ['JWT_KEY']";
    let token = "event['extensions']['request'].headers['Authorization']";
    for (old, new) in [
        (
            "KEY, algorithms=['HS256'], options={'verify_signature': False}",
            "KEY, algorithms=['HS256'], options={'verify_signature': True}",
        ),
        (
            "key=KEY, algorithms=['RS256'], options={\"verify_signature\": False, 'verify_exp': True}",
            "key=KEY, algorithms=['RS256'], options={\"verify_signature\": True, 'verify_exp': True}",
        ),
    ] {
        let body = format!("return jwt.decode({token}, {old})");
        offers(rule, snake(imports, &body), &[(old, new)]);
    }
    for arguments in [
        "options={'verify_signature': False}",
        "'', algorithms=['HS256'], options={'verify_signature': False}",
        "KEY, options={'verify_signature': False}",
        "KEY, algorithms=['none'], options={'verify_signature': False}",
    ] {
        refuses(rule, snake(imports, &format!("return jwt.decode({token}, {arguments})")));
    }
    let imports = "const jwt = require('jsonwebtoken');";
    refuses(rule, node(imports, "return jwt.decode(event.extensions.request.headers.authorization).sub;"));
}

#[test]
fn certificates_are_verified_in_a_call() {
    let rule = CodeRule::TlsVerificationOff;
    let imports = "import aiohttp";
    let source = format!(
        "{imports}\n\n\nasync def main(event, context):\n    async with aiohttp.ClientSession() as session:\n        return await session.get('https://a.example', ssl=False)\n"
    );
    offers(rule, (Language::Python, source), &[("ssl=False", "ssl=True")]);
}
