//! Values that are used literally, such as environment variables, headers and cookies.
//! A name and a value flow in; the part that is a secret flows out, weak secrets included.

use super::name::{self, Promise};
use super::{Find, Likelihood, assigned, scheme, value};

/// A default password is the weakest of all, so values that count as samples in source code are reported
/// here.
pub(super) fn judge(name: &str, text: &str) -> Option<Find> {
    let promise = name::promise(name)?;
    let blank = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    if is_elsewhere(trimmed) || value::is_blank_form(trimmed) || is_setting(trimmed) || says(trimmed, name) {
        return None;
    }
    let span = 0..trimmed.len();
    let find = |kind, span, confidence| Find { kind, span, prefix: "", confidence };
    let found = match promise {
        Promise::Authorization => return None,
        Promise::Pair => {
            let span = pair(trimmed)?;
            let confidence = trimmed.get(span.clone()).map(value::strength)?;
            find("password", span, confidence)
        }
        Promise::Session => value::is_random(trimmed).then(|| find("session", span, Likelihood::Likely))?,
        Promise::Password if is_number(trimmed) => {
            let long = trimmed.len() >= 6 && name::ends_in_secret(name);
            long.then(|| find("password", span, Likelihood::Possible))?
        }
        Promise::Password => find("password", span, value::strength(trimmed)),
        Promise::Secret | Promise::ClientSecret | Promise::AwsSecret => {
            let named = value::is_object_name(trimmed) && !name::is_of_a_value(name);
            if is_number(trimmed) || is_method(trimmed) || named {
                return None;
            }
            // When the rules for source code match as well, their description is more precise.
            return assigned::named(name, text)
                .or_else(|| Some(shift(find("assigned secret", span, value::strength(trimmed)), blank)));
        }
    };
    Some(shift(found, blank))
}

/// Named values of a multi-line text, such as properties and YAML: only those that look generated.
pub(super) fn lines(text: &str) -> Vec<Find> {
    let mut from = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some((name, rest)) = line.split_once([':', '=']) {
            let value = rest.trim().trim_matches(['"', '\'']);
            let start = from + name.len() + 1 + rest.find(value).unwrap_or_default();
            let name = name.trim().trim_start_matches("export ").trim_matches(['"', '\'', '-', ' ']);
            let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
            let judged = plain.then(|| judge(name, value)).flatten();
            let judged = judged.filter(|find| find.confidence > Likelihood::Possible);
            found.extend(judged.map(|find| shift(find, start)));
        }
        from += line.len();
    }
    found
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn shift(find: Find, by: usize) -> Find {
    Find { span: find.span.start + by..find.span.end + by, ..find }
}

/// Whether a value refers to the place of the secret instead of being the secret.
fn is_elsewhere(value: &str) -> bool {
    const STARTS: &[&str] = &[
        "${",
        "$(",
        "{{",
        "%(",
        "{",
        "[",
        "arn:",
        "data:",
        "file:",
        "vault:",
        "env:",
        "env.",
        "secrets.",
        "_env:",
        "secret:",
        "ref+",
        "ref:",
        "kms:",
        "ENC[",
        "projects/",
        "process.env",
        "os.environ",
        "urn:",
        "-----BEGIN CERTIFICATE",
        "-----BEGIN PUBLIC",
        "ssh-",
        "sha256:",
        "sha512:",
        "sha256-",
        "sha512-",
        "secretmanager:",
        "keyvault:",
    ];
    const INSIDE: &[&str] = &["${", "#{", "{{", "}}", "$(", "://", "<%", "%>", "$$"];
    let variable = value.strip_prefix('$').is_some_and(is_identifier);
    let percent = value.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).is_some_and(is_identifier);
    value.is_empty()
        || variable
        || percent
        || STARTS.iter().any(|start| value.starts_with(start))
        || INSIDE.iter().any(|part| value.contains(part))
        || is_path(value)
}

fn is_identifier(text: &str) -> bool {
    let starts = text.starts_with(|symbol: char| symbol.is_ascii_uppercase() || symbol == '_');
    starts && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a value is a switch or a mode, such as `true`, `none` or `jwt`.
pub(super) fn is_setting(value: &str) -> bool {
    const SETTINGS: &[&str] = &[
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "null",
        "nil",
        "none",
        "undefined",
        "enabled",
        "disabled",
        "enable",
        "disable",
        "required",
        "optional",
        "auto",
        "default",
        "always",
        "never",
        "n/a",
    ];
    SETTINGS.contains(&value.to_lowercase().as_str())
}

/// Whether a value under a token's name only names the token's source or type.
pub(super) fn is_method(value: &str) -> bool {
    const METHODS: &[&str] = &[
        "jwt",
        "jwe",
        "opaque",
        "bearer",
        "basic",
        "oauth",
        "oauth2",
        "oidc",
        "saml",
        "header",
        "cookie",
        "query",
        "body",
        "env",
        "vault",
        "file",
        "memory",
        "redis",
        "aws",
        "azure",
        "gcp",
        "kubernetes",
        "k8s",
        "id_token",
        "access_token",
        "include",
        "omit",
        "same-origin",
        "static",
        "managed",
        "external",
    ];
    METHODS.contains(&value.to_lowercase().as_str())
}

/// Whether a value names a file or a folder.
pub(super) fn is_path(value: &str) -> bool {
    let drive = matches!(value.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let starts = ["./", "../", "~/", "file:"].iter().any(|start| value.starts_with(start));
    let folders =
        value.strip_prefix('/').is_some_and(|rest| rest.split('/').all(|part| !value::is_random(part)));
    let ends = [".pem", ".key", ".crt", ".json", ".yaml", ".yml", ".txt", ".jks", ".p12", ".pfx"];
    drive || starts || folders || ends.iter().any(|end| value.ends_with(end))
}

/// Whether a value only repeats the name of its variable.
fn says(value: &str, name: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|symbol| symbol.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    bare(value) == bare(name) && (value.contains(['_', '-']) || !name.contains(['_', '-']) || value == name)
}

fn is_number(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit() || b".,_- ".contains(&byte))
}

/// The password of `user:password`, or all of its base64 form.
fn pair(text: &str) -> Option<std::ops::Range<usize>> {
    if scheme::is_basic(text) || value::is_random(text) {
        return Some(0..text.len());
    }
    let (user, password) = text.split_once(':')?;
    let clean = !user.is_empty() && !password.is_empty() && !text.contains(char::is_whitespace);
    let host = password.bytes().all(|byte| byte.is_ascii_digit()) && password.len() <= 5;
    (clean && !host).then_some(user.len() + 1..text.len())
}

#[cfg(test)]
mod tests {
    use super::super::{Likelihood, judge, scan, values};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    fn told(name: &str, value: &str) -> Option<Likelihood> {
        judge(name, value).map(|hit| hit.confidence)
    }

    #[test]
    fn a_value_under_a_secret_name_counts_however_weak_it_is() {
        let weak = [
            ("DB_PASSWORD", "admin"),
            ("DB_PASSWORD", "root"),
            ("DB_PASSWORD", "changeit"),
            ("DB_PASSWORD", "password123"),
            ("DB_PASSWORD", "P@ssw0rd"),
            ("REDIS_PASSWORD", "123456789"),
            ("APP_PASSWORD", "Winter-2024"),
            ("API_PASSWORD", "mySecretPassword1"),
            ("JWT_SECRET", "s3cr3t"),
            ("JWT_SECRET", "my-jwt-signing-secret"),
            ("API_KEY", "12345-abcde"),
            ("SESSION_KEY", "keyboard cat"),
            ("BASIC_AUTH", "admin:admin"),
            ("DATABASE_URL", "postgres://orders:orders@db.shop.svc:5432/orders"),
            ("DSN", "root:root@tcp(mysql.shop.svc:3306)/orders"),
        ];
        for (name, value) in weak {
            assert_eq!(told(name, value), Some(Likelihood::Possible), "{name}={value}");
        }
        for name in
            ["DB_PASS", "PASS", "ADMIN_PW", "PGPASS", "PGPASSWORD", "LDAP_BIND_PW", "smtpPass", "JWT_KEY"]
        {
            assert_eq!(told(name, "Hq7zKp29xLw4Vt8c"), Some(Likelihood::Likely), "{name}");
        }
        assert_eq!(told("BASIC_AUTH", "app:Hq7zKp29xLw"), Some(Likelihood::Likely));
        assert_eq!(told("session", "HdoIIXGv7OoNZYW2mZp0"), Some(Likelihood::Likely));
        assert_eq!(told("API_TOKEN", "0b2e1c9a-7d44-4c1a-9f53-2f7d8a61e0cb"), Some(Likelihood::Likely));
    }

    #[test]
    fn references_and_settings_are_not_secrets() {
        let quiet = [
            ("DB_PASSWORD", ""),
            ("DB_PASSWORD", "<password>"),
            ("DB_PASSWORD", "${DB_PASSWORD}"),
            ("DB_PASSWORD", "$(DB_PASSWORD)"),
            ("DB_PASSWORD", "$DB_PASSWORD"),
            ("DB_PASSWORD", "{{ .Values.password }}"),
            ("DB_PASSWORD", "%DB_PASSWORD%"),
            ("DB_PASSWORD", "#{DatabasePassword}#"),
            ("DB_PASSWORD", "__DB_PASSWORD__"),
            ("DB_PASSWORD", "secrets.DB_PASSWORD"),
            ("DB_PASSWORD", "from-secret"),
            ("UPSTREAM", "https://api.shop.svc/v1?token=none&page=2"),
            ("DB_PASSWORD", "DB_PASSWORD"),
            ("DB_PASSWORD", "db-password"),
            ("DB_PASSWORD", "********"),
            ("DB_PASSWORD", "your-password-here"),
            ("DB_PASSWORD", "/etc/secrets/db/password"),
            ("DB_PASSWORD", "vault:secret/data/db#password"),
            ("ALLOW_EMPTY_PASSWORD", "yes"),
            ("ENABLE_TOKEN", "true"),
            ("PASSWORD_ROUNDS", "12"),
            ("PASSWORD_POLICY", "strict"),
            ("MAX_TOKENS", "4096"),
            ("DB_SECRET", "orders-db-credentials"),
            ("DB_SECRET_NAME", "orders"),
            ("API_TOKEN_URL", "https://id.example.com/oauth2/token"),
            ("TLS_KEY_FILE", "server.key"),
            ("TLS_KEY", "/certs/tls.key"),
            ("AUTH_TOKEN", "bearer"),
            ("TOKEN_TYPE", "opaque"),
            ("AUTH", "oauth2"),
            ("SERVICE_AUTH", "auth.shop.svc:8080"),
            ("BYPASS", "Hq7zKp29xLw4Vt8c"),
            ("SESSION", "sticky"),
            ("GIT_COMMIT", "3f786850e387550fdab836ed7e6dc881de23001b"),
            ("TRACE_ID", "0b2e1c9a-7d44-4c1a-9f53-2f7d8a61e0cb"),
            ("INTEGRITY", "sha512-oRzCJ2nS6rP3vT8mK1xW6bR9cL4nH7jF2pD5sG0aYeUiO=="),
            ("STRIPE_PUBLISHABLE_KEY", "pk_live_8dJw2Kx9aQwErTyUiOpAsDfG"),
            ("SLACK_SIGNING_SECRET", "projects/455826092000/secrets/slack/versions/latest"),
            ("TEST_DATABASE", "postgres://test:test@127.0.0.1:5432/x"),
            ("REDIS_URL", "redis://cache.shop.svc:6379"),
        ];
        for (name, value) in quiet {
            assert_eq!(told(name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn connection_strings_of_every_kind_give_their_password() {
        let password = "Gt6Yh7Uj8Ik9";
        for text in [
            format!("app:{password}@tcp(db.shop.svc:3306)/orders"),
            format!("app:{password}@unix(/run/mysqld.sock)/orders"),
            format!("jdbc:postgresql://db.shop.svc/orders?user=app&password={password}"),
            format!("jdbc:sqlserver://db.shop.svc;databaseName=o;user=app;password={password};"),
            format!("jdbc:oracle:thin:app/{password}@db.shop.svc:1521/XE"),
            format!("Driver={{ODBC Driver 18}};Server=db.shop.svc;Uid=app;Pwd={password};"),
            format!("host=db.shop.svc user=app password={password} dbname=orders"),
            format!("PlainLoginModule required username=\"app\" password=\"{password}\";"),
        ] {
            for hits in [values(&text), scan(&format!("const c = `{text}`;"))] {
                assert_eq!(hits.len(), 1, "{text}");
            }
            let hit = &values(&text)[0];
            assert_eq!(&text[hit.start..hit.end], password, "{text}");
        }
    }

    #[test]
    fn one_layer_of_base64_hides_nothing() {
        let encode = |text: &str| STANDARD.encode(text);
        assert!(told("SETTINGS", "user: app\nexport DB_PASS=Gt6Yh7Uj8Ik9\nport: 5432").is_some());
        assert_eq!(told("SETTINGS", "port: 5432\npassword: changeit\ntoken-url: x"), None);
        assert!(told("B64", &encode("password=QzqE1SkHbn88HxjS")).is_some());
        assert!(told("ANY", &encode("postgres://app:Gt6Yh7Uj8Ik9@db.shop.svc/x")).is_some());
        assert!(told("ANY", &format!("Basic {}", encode("app:Gt6Yh7Uj8Ik9"))).is_some());
        assert_eq!(told("ANY", &encode("a harmless sentence of some length")), None);
        let token = ["ghp", "_", "MFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNh"].concat();
        for text in [
            format!("Buffer.from(\"{}\", \"base64\")", encode(&token)),
            format!("base64.b64decode('{}')", encode("app:Gt6Yh7Uj8Ik9")),
            format!("atob(\"{}\")", encode("Gt6Yh7Uj8Ik9-vR4")),
            format!("headers: {{ 'X-Up': 'Basic {}' }}", encode("app:Gt6Yh7Uj8Ik9")),
            "h = 'Bearer 9f2c1e7ab34d5f60718293a4b5c6d7e8'".into(),
            "const pw = process.env.DB_PASSWORD || 'Gt6Yh7Uj8Ik9';".into(),
            "pw = os.getenv('DB_PASSWORD', 'Gt6Yh7Uj8Ik9')".into(),
            "fetch(`https://api.shop.svc/v1?api_key=9f2c1e7ab34d5f60718293a4b5c6d7e8&page=2`)".into(),
            "nodemailer({ auth: { user: 'app', pass: 'Gt6Yh7Uj8Ik9' } })".into(),
        ] {
            assert_eq!(scan(&text).len(), 1, "{text}");
        }
        for text in [
            "Buffer.from(\"aGVsbG8gd29ybGQsIGhlbGxv\", \"base64\")",
            "const pass = 'step-one-finished'; // user: none",
            "if (password == stored && user=name1) {}",
            "const pw = process.env.DB_PASSWORD || 'changeme';",
            "const url = process.env.TOKEN_URL ?? 'https://id.shop.svc/token1';",
            "url = base + '?token=' + token1 + '&api_key=YOUR_API_KEY_123'",
            "url = base + '?user=' + u + '&password=' + p1",
            "'Basic authentication is required'",
            "`Bearer ${accessToken1234567890abcdef}`",
            "sql = 'SELECT user, password FROM t WHERE password=?'",
        ] {
            assert_eq!(scan(text), [], "{text}");
        }
    }
}
