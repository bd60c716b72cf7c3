//! Defaults of secrets.

use super::*;

const RULE: CodeRule = CodeRule::SecretFallback;

#[test]
fn the_default_of_a_secret_is_removed_however_it_is_written() {
    for (imports, old, new) in [
        ("const K = process.env.API_KEY || 'dev';", " || 'dev'", ""),
        ("const K = process.env.API_KEY ?? `dev`; // why", " ?? `dev`", ""),
        ("const K = process.env['API_KEY'] || \"dev\";", " || \"dev\"", ""),
        ("const K =\n  process.env.API_KEY ||\n  'dev';", " ||\n  'dev'", ""),
        ("const config = { key: process.env.API_KEY || 'dev', port: 1 };", " || 'dev'", ""),
        ("const { API_KEY = 'dev' } = process.env;", " = 'dev'", ""),
        ("const { API_KEY: key = 'dev' } = process.env;", " = 'dev'", ""),
        ("const env = process.env;\nconst K = env.API_KEY || 'dev';", " || 'dev'", ""),
        ("const K = String(process.env.API_KEY || 'dev');", " || 'dev'", ""),
        ("function key(value = process.env.API_KEY || 'dev') {\n  return value;\n}\nkey();", " || 'dev'", ""),
        ("let K = process.env.API_KEY;\nK ||= 'dev';\nconst L = K;", "K ||= 'dev';\n", ""),
        ("let K = process.env.API_KEY;\nK ??= 'dev';\nconst L = K;", "K ??= 'dev';\n", ""),
        (
            "const K = process.env.API_KEY ? process.env.API_KEY : 'dev';",
            "process.env.API_KEY ? process.env.API_KEY : 'dev'",
            "process.env.API_KEY",
        ),
        (
            "const K = process.env.API_KEY === undefined ? 'dev' : process.env.API_KEY;",
            "process.env.API_KEY === undefined ? 'dev' : process.env.API_KEY",
            "process.env.API_KEY",
        ),
        (
            "const K = !process.env.API_KEY ? 'dev' : process.env.API_KEY;",
            "!process.env.API_KEY ? 'dev' : process.env.API_KEY",
            "process.env.API_KEY",
        ),
    ] {
        offers(RULE, node(imports, "return 1;"), &[(old, new)]);
    }
}

#[test]
fn the_default_of_a_secret_is_removed_in_python() {
    for (imports, old, new) in [
        (
            "import os\nK = os.getenv('API_KEY', 'dev')  # why",
            "os.getenv('API_KEY', 'dev')",
            "os.environ['API_KEY']",
        ),
        (
            "import os\nK = os.environ.get(\n    'API_KEY',\n    'dev',\n)",
            "os.environ.get(\n    'API_KEY',\n    'dev',\n)",
            "os.environ['API_KEY']",
        ),
        (
            "import os\nK = os.getenv('API_KEY', default='dev')",
            "os.getenv('API_KEY', default='dev')",
            "os.environ['API_KEY']",
        ),
        (
            "from os import environ\nK = environ.get('API_KEY', 'dev')",
            "environ.get('API_KEY', 'dev')",
            "environ['API_KEY']",
        ),
        ("from os import getenv\nK = getenv('API_KEY', 'dev')", ", 'dev'", ""),
        ("import os\nK = os.getenv('API_KEY') or 'dev'", " or 'dev'", ""),
        (
            "import os\nK = os.environ['API_KEY'] if 'API_KEY' in os.environ else 'dev'",
            "os.environ['API_KEY'] if 'API_KEY' in os.environ else 'dev'",
            "os.environ['API_KEY']",
        ),
        (
            "import os\nK = 'dev' if os.getenv('API_KEY') is None else os.getenv('API_KEY')",
            "'dev' if os.getenv('API_KEY') is None else os.getenv('API_KEY')",
            "os.getenv('API_KEY')",
        ),
        (
            "import os\nK = os.getenv('API_KEY') if os.getenv('API_KEY') else 'dev'",
            "os.getenv('API_KEY') if os.getenv('API_KEY') else 'dev'",
            "os.getenv('API_KEY')",
        ),
        (
            "import os\nK = os.environ.get('API_KEY', 'dev').encode()",
            "os.environ.get('API_KEY', 'dev')",
            "os.environ['API_KEY']",
        ),
    ] {
        offers(RULE, snake(imports, "return 1"), &[(old, new)]);
    }
}

#[test]
fn a_choice_by_another_condition_is_not_a_default() {
    for imports in [
        "const K = process.env.MODE ? process.env.API_KEY : 'dev';",
        "const K = process.env.API_KEY ? 'set' : 'missing';",
        "const K = process.env.API_KEY ? process.env.API_KEY : '';",
    ] {
        let (language, source) = node(imports, "return 1;");
        let analysis = analyse(language, &source).expect("it parses");
        assert!(analysis.flows.iter().all(|flow| flow.rule != RULE), "{imports}");
    }
}
