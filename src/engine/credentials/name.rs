//! Which names suggest a secret: `dbPassword` does, `passwordField` does not.
//! An identifier flows in; the kind of secret it names flows out.

/// What a name suggests; people choose passwords, the other kinds are generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Promise {
    Password,
    Secret,
    /// The AWS secret key that belongs to an access key id.
    AwsSecret,
    /// An OAuth client secret, as service bindings spell it.
    ClientSecret,
    /// An HTTP header that carries credentials behind a scheme.
    Authorization,
    /// A user and a password in one value.
    Pair,
    /// A session that another client can continue.
    Session,
}

const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "passcode",
    "passwrd",
    "pswd",
    "pwd",
    "kennwort",
    "senha",
    "motdepasse",
    "contrasena",
];
/// Short forms: whole words, or after the name of the system they belong to, so that `bypass` does not match.
const SHORT: &[&str] = &["pass", "pw", "psw"];
const OPENED: &[&str] = &[
    "", "admin", "api", "app", "auth", "bind", "broker", "client", "db", "email", "ftp", "imap", "kafka",
    "ldap", "login", "mail", "mongo", "mqtt", "mysql", "oracle", "pg", "postgres", "rabbit", "redis", "root",
    "service", "sftp", "smtp", "sql", "ssh", "user", "vpn",
];
const SESSIONS: &[&str] = &["session", "sid", "sessid", "sessionid", "jsessionid", "phpsessid", "authcookie"];
const SECRETS: &[&str] = &[
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "accountkey",
    "authkey",
    "credential",
    "credentials",
];
/// Words that make a key a secret when they precede it.
const KEYS: &[&str] = &[
    "access",
    "account",
    "aes",
    "api",
    "app",
    "auth",
    "authentication",
    "bearer",
    "client",
    "cookie",
    "crypto",
    "deploy",
    "encryption",
    "hmac",
    "jwt",
    "license",
    "master",
    "private",
    "secret",
    "service",
    "session",
    "shared",
    "signature",
    "signing",
    "ssh",
    "storage",
    "subscription",
    "tls",
    "webhook",
];
/// Words after the secret that turn the name into something about the secret.
const ABOUT: &[&str] = &[
    "name",
    "names",
    "url",
    "uri",
    "endpoint",
    "host",
    "type",
    "ref",
    "reference",
    "path",
    "file",
    "filename",
    "dir",
    "field",
    "header",
    "label",
    "title",
    "placeholder",
    "hint",
    "help",
    "message",
    "msg",
    "error",
    "errors",
    "regex",
    "regexp",
    "pattern",
    "prefix",
    "suffix",
    "length",
    "len",
    "min",
    "max",
    "size",
    "policy",
    "expiry",
    "expires",
    "expiration",
    "expired",
    "ttl",
    "timeout",
    "id",
    "ids",
    "count",
    "limit",
    "hash",
    "hashed",
    "digest",
    "kind",
    "format",
    "alg",
    "algorithm",
    "issuer",
    "audience",
    "scope",
    "provider",
    "manager",
    "store",
    "service",
    "reset",
    "input",
    "validation",
    "rule",
    "rules",
    "env",
    "var",
    "variable",
    "status",
    "state",
    "version",
    "lifetime",
    "cookie",
    "selector",
    "class",
    "icon",
    "mode",
    "description",
    "desc",
    "example",
    "method",
    "strategy",
    "column",
    "param",
    "parameter",
    "property",
    "arn",
    "age",
    "alias",
    "allowed",
    "attempts",
    "backend",
    "bucket",
    "bytes",
    "cache",
    "chars",
    "charset",
    "check",
    "claim",
    "claims",
    "complexity",
    "configmap",
    "days",
    "disabled",
    "enabled",
    "encoding",
    "engine",
    "fingerprint",
    "flow",
    "generator",
    "grant",
    "history",
    "hours",
    "interval",
    "location",
    "map",
    "minutes",
    "mount",
    "namespace",
    "period",
    "queue",
    "region",
    "request",
    "required",
    "retries",
    "rotation",
    "rounds",
    "seconds",
    "source",
    "strength",
    "table",
    "thumbprint",
    "topic",
    "uid",
    "user",
    "username",
    "volume",
];

/// What the name suggests, if anything.
pub(super) fn promise(name: &str) -> Option<Promise> {
    // The shell's working directory.
    if matches!(name, "PWD" | "OLDPWD" | "$PWD" | "$OLDPWD") {
        return None;
    }
    let words = words(name);
    let at = words.iter().rposition(|word| is_secret_word(word));
    let pair = words.windows(2).rposition(
        |pair| matches!(pair, [first, second] if KEYS.contains(&first.as_str()) && second == "key"),
    );
    let last = at.max(pair.map(|at| at + 1));
    let Some(last) = last else {
        return unspoken(&words);
    };
    let behind = words.get(last + 1..).unwrap_or_default();
    let public = ["public", "pub", "publishable", "csrf", "xsrf"];
    if behind.iter().any(|word| ABOUT.contains(&word.as_str()))
        || words.iter().any(|word| public.contains(&word.as_str()))
    {
        return None;
    }
    Some(refine(&words, last))
}

/// Names that suggest a secret without any of the words for secrets.
fn unspoken(words: &[String]) -> Option<Promise> {
    let whole = words.concat();
    if ["authorization", "proxyauthorization"].contains(&whole.as_str()) {
        return Some(Promise::Authorization);
    }
    let last = words.last().map_or("", String::as_str);
    if ["auth", "basicauth", "userpass", "userpwd", "login", "creds", "userinfo"].contains(&last) {
        return Some(Promise::Pair);
    }
    let whole = whole.strip_prefix("connect").unwrap_or(&whole);
    let ends = SESSIONS.iter().any(|known| whole == *known || last == *known);
    ends.then_some(Promise::Session)
}

/// Whether a name can only name a secret itself, and not an object that contains it: `JWT_SECRET`, `API_KEY`.
pub(super) fn is_of_a_value(name: &str) -> bool {
    const VALUES: &[&str] =
        &["jwt", "client", "session", "signing", "hmac", "cookie", "webhook", "consumer", "key", "apikey"];
    words(name).iter().any(|word| VALUES.contains(&word.as_str()))
}

/// Whether the word for a secret comes last, as in `DB_PASSWORD`.
pub(super) fn ends_in_secret(name: &str) -> bool {
    words(name).last().is_some_and(|word| is_secret_word(word))
}

fn refine(words: &[String], last: usize) -> Promise {
    let whole = words.concat();
    let word = words.get(last).map_or("", String::as_str);
    let aws = whole.contains("aws") && whole.contains("secret");
    if aws || whole.contains("secretaccesskey") {
        return Promise::AwsSecret;
    }
    if whole.contains("clientsecret") {
        return Promise::ClientSecret;
    }
    if PASSWORDS.iter().any(|known| word.ends_with(known)) || is_short(word) {
        return Promise::Password;
    }
    Promise::Secret
}

fn is_secret_word(word: &str) -> bool {
    PASSWORDS.iter().chain(SECRETS).any(|known| word.ends_with(known)) || is_short(word)
}

fn is_short(word: &str) -> bool {
    let opened = |short: &&str| word.strip_suffix(*short).is_some_and(|what| OPENED.contains(&what));
    SHORT.iter().any(opened)
}

/// `dbPassword`, `DB_PASSWORD` and `db-password` are all `db`, `password`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    for symbol in name.chars() {
        if symbol.is_alphanumeric() {
            let starts = !before.is_alphanumeric() || (symbol.is_uppercase() && before.is_lowercase());
            let lower = symbol.to_lowercase();
            match words.last_mut() {
                Some(word) if !starts => word.extend(lower),
                Some(_) | None => words.push(lower.collect()),
            }
        }
        before = symbol;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_recognised_in_every_spelling() {
        let table = [
            ("password", Promise::Password),
            ("dbPassword", Promise::Password),
            ("DB_PASSWORD_PROD", Promise::Password),
            ("x-api-key", Promise::Secret),
            ("API_KEY", Promise::Secret),
            ("authtoken", Promise::Secret),
            ("secretKey", Promise::Secret),
            ("clientsecret", Promise::ClientSecret),
            ("client_secret", Promise::ClientSecret),
            ("AWS_SECRET_ACCESS_KEY", Promise::AwsSecret),
            ("Authorization", Promise::Authorization),
            ("DB_PASS", Promise::Password),
            ("PASS", Promise::Password),
            ("pgpass", Promise::Password),
            ("LDAP_BIND_PW", Promise::Password),
            ("SESSION_KEY", Promise::Secret),
            ("BASIC_AUTH", Promise::Pair),
            ("JSESSIONID", Promise::Session),
        ];
        for (name, expected) in table {
            assert_eq!(promise(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn names_about_secrets_are_not_names_of_secrets() {
        for name in [
            "passwordField",
            "tokenUrl",
            "secret_name",
            "secretKeyRef",
            "max_tokens",
            "TOKEN_TYPE",
            "publicKey",
            "publicApiKey",
            "tokenizer",
            "key",
            "passwordHash",
            "api_key_header",
            "csrfToken",
            "",
            "keyboard",
            "$PWD",
            "BYPASS",
            "compass",
            "PASSWORD_MIN_LENGTH",
            "DB_PASS_FILE",
            "STRIPE_PUBLISHABLE_KEY",
            "VAULT_KEY",
            "TOKEN_ROTATION_DAYS",
        ] {
            assert_eq!(promise(name), None, "{name}");
        }
    }
}
