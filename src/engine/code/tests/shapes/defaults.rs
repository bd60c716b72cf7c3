//! Defaults of secrets.

use super::*;

const RULE: Rule = Rule::SecretFallback;

#[test]
fn the_default_of_a_secret_is_removed_however_it_is_written() {
    for (imports, old, new) in [
        ("const K = process.env.API_KEY || 'dev';", " || 'dev'", ""),
        ("const K = process.env.API_KEY ?? `dev`; // why", " ?? `dev`", ""),
        ("const K = process.env['API_KEY'] || \"dev\";", " || \"dev\"", ""),
        ("const K =\n  process.env.API_KEY ||\n  'dev';", " ||\n  'dev'", ""),
        ("const config = { key: process.env.API_KEY || 'dev', port: 1 };", " || 'dev'", ""),
        ("const { API_KEY = 'dev' } = process.env;", " = 'dev'", ""),
    ] {
        offers(RULE, node(imports, "return 1;"), &[(old, new)]);
    }
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
            "import os\nK = os.environ.get('API_KEY', 'dev').encode()",
            "os.environ.get('API_KEY', 'dev')",
            "os.environ['API_KEY']",
        ),
    ] {
        offers(RULE, snake(imports, "return 1"), &[(old, new)]);
    }
}
