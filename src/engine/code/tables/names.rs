//! Names that mean something in the field: secrets, credentials in headers, identities in headers.

const SECRET_WORDS: &[&str] = &[
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "privatekey",
    "accesskey",
    "credential",
    "clientsecret",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "authkey",
    "webhookkey",
    "servicekey",
    "connectionstring",
    "sharedkey",
    "hmackey",
    "jwtkey",
    "licensekey",
    "dbpass",
    "smtppass",
    "adminkey",
];

/// Words after which a name is that of something about a secret.
const ABOUT: &[&str] = &[
    "url",
    "uri",
    "endpoint",
    "path",
    "file",
    "name",
    "ttl",
    "expiry",
    "expires",
    "issuer",
    "audience",
    "length",
    "id",
    "type",
    "host",
    "port",
    "header",
    "enabled",
    "timeout",
    "namespace",
    "count",
    "limit",
    "lifetime",
];

/// Whether an environment variable, a field or a variable of this name contains a secret.
pub fn is_secret(name: &str) -> bool {
    let plain = plain(name);
    let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default().to_ascii_lowercase();
    if ABOUT.contains(&last.as_str()) || ABOUT.iter().any(|word| ends_with_word(name, word)) {
        return false;
    }
    SECRET_WORDS.iter().any(|word| plain.contains(word)) || matches!(last.as_str(), "pwd" | "pass" | "psk")
}

/// Whether the name of a function promises a validation.
pub fn is_validation(name: &str) -> bool {
    let plain = plain(name);
    ["valid", "allow", "safe", "public", "trust", "permit", "legal", "authori", "authentic", "whitelist"]
        .iter()
        .any(|word| plain.contains(word))
}

/// Whether a mounted file contains a secret, by its path.
pub fn is_secret_path(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let last = parts.last().copied().unwrap_or_default();
    if !path.starts_with('/') || matches!(last, "namespace" | "ca.pem" | "tls.pem" | "ca.crt" | "tls.crt") {
        return false;
    }
    parts.iter().any(|part| {
        matches!(*part, "secret" | "secrets" | "credentials" | "bindings" | "serviceaccount")
            || is_secret(part)
    })
}

/// Whether a member of a service's credentials is not one itself.
pub fn is_public_member(name: &str) -> bool {
    matches!(
        name,
        "host"
            | "hostname"
            | "region"
            | "bucket"
            | "port"
            | "url"
            | "uri"
            | "endpoint"
            | "label"
            | "name"
            | "plan"
            | "tags"
            | "instance_name"
            | "length"
            | "size"
            | "database"
            | "schema"
    )
}

/// Whether a camel-case name ends with a word.
fn ends_with_word(name: &str, word: &str) -> bool {
    let Some(head) = name.len().checked_sub(word.len()) else { return false };
    let (Some(before), Some(tail)) = (name.get(..head), name.get(head..)) else { return false };
    let capital = tail.chars().next().is_some_and(char::is_uppercase);
    let camel = before.chars().next_back().is_some_and(char::is_lowercase);
    capital && camel && tail.eq_ignore_ascii_case(word)
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether a name is that of a password.
pub fn is_password(name: &str) -> bool {
    let plain = plain(name);
    plain.contains("password") || plain.contains("passwd") || plain.contains("passphrase") || plain == "pwd"
}

/// Whether a random value of this name must not be predictable.
pub fn is_unpredictable(name: &str) -> bool {
    let plain = plain(name);
    let words = [
        "token",
        "secret",
        "password",
        "otp",
        "apikey",
        "nonce",
        "salt",
        "session",
        "csrf",
        "resetcode",
        "pincode",
    ];
    let about = ["count", "index", "length", "ttl", "expiry", "tokens"];
    words.iter().any(|word| plain.contains(word)) && !about.iter().any(|word| plain.ends_with(word))
}

/// Whether a header carries a credential of the caller.
pub fn is_credential_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "authorization"
            | "cookie"
            | "x-api-key"
            | "x-auth-token"
            | "proxy-authorization"
            | "x-access-token"
            | "api-key"
            | "apikey"
            | "http_authorization"
    ) || name.contains("signature")
}

/// Whether a header claims who the caller is.
pub fn is_identity_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let Some(rest) = name.strip_prefix("x-") else { return false };
    [
        "user",
        "role",
        "admin",
        "internal",
        "authenticated",
        "is-admin",
        "group",
        "remote-user",
        "forwarded-user",
    ]
    .iter()
    .any(|word| rest == *word || rest.starts_with(&format!("{word}-")) || rest.ends_with(&format!("-{word}")))
        || rest.contains("role")
        || rest.contains("admin")
}

#[cfg(test)]
mod tests {
    use super::{is_identity_header, is_secret};

    #[test]
    fn names_about_a_secret_are_not_secrets() {
        for name in ["DB_PASSWORD", "apiKey", "STRIPE_SECRET", "JWT_SIGNING_KEY", "clientSecret", "SMTP_PASS"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in ["TOKEN_URL", "SECRET_NAME", "tokenEndpoint", "API_HOST", "KEYSPACE", "PASSWORD_LENGTH"] {
            assert!(!is_secret(name), "{name}");
        }
        assert!(is_identity_header("X-User-Role"));
        assert!(!is_identity_header("X-Request-Id"));
    }
}
