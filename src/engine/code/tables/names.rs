//! Names that mean something in the field: secrets, credentials in headers, identities in headers.

/// Last parts of a word that is a secret.
const SECRETS: &[&str] = &[
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "credential",
    "credentials",
    "privatekey",
];

/// Words before `key` that make it a secret.
const KEYS: &[&str] = &[
    "api",
    "private",
    "access",
    "signing",
    "encryption",
    "master",
    "auth",
    "webhook",
    "service",
    "shared",
    "hmac",
    "jwt",
    "license",
    "admin",
    "secret",
    "crypto",
    "aes",
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
    let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default().to_ascii_lowercase();
    if ABOUT.contains(&last.as_str()) || ABOUT.iter().any(|word| ends_with_word(name, word)) {
        return false;
    }
    let words = words(name);
    let named = words.iter().any(|word| SECRETS.iter().any(|end| word.ends_with(end)));
    let key = words.iter().zip(words.iter().skip(1)).any(|(before, word)| {
        (word == "key" && KEYS.contains(&before.as_str())) || (word == "string" && before == "connection")
    });
    named || key || words.iter().any(|word| matches!(word.as_str(), "pwd" | "pass" | "psk"))
}

/// Whether a name is that of something beside a secret, such as a host or the name of a user.
pub fn is_about(name: &str) -> bool {
    let words = words(name);
    let last = words.last().map_or("", String::as_str);
    ABOUT.contains(&last) || is_public_member(last) || matches!(last, "user" | "username" | "email" | "db")
}

/// Whether the name of a function promises a validation.
pub fn is_validation(name: &str) -> bool {
    let plain = plain(name);
    ["valid", "allow", "safe", "public", "trust", "permit", "legal", "authori", "authentic", "whitelist"]
        .iter()
        .any(|word| plain.contains(word))
}

/// Whether the name of a function says that it throws or answers no unless a value is as it should be.
pub fn is_demand(name: &str) -> bool {
    let verbs = ["check", "assert", "ensure", "verify", "validate", "require", "guard", "refuse", "deny"];
    verbs.iter().any(|verb| {
        name.trim_start_matches('_').strip_prefix(verb).is_some_and(|rest| {
            let apart = rest.starts_with('_') || rest.starts_with(char::is_uppercase);
            apart || (rest.is_empty() && *verb != "require")
        })
    })
}

/// Whether the name of a decorator says that it looks at what a function gets.
pub fn is_guard(name: &str) -> bool {
    let plain = plain(name);
    [
        "valid", "check", "guard", "schema", "allow", "requir", "ensure", "sanit", "restrict", "limit",
        "safe", "expect", "param", "accept", "protect", "authoriz", "permit",
    ]
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
    let words = words(name);
    let about = words.last().is_some_and(|word| ABOUT.contains(&word.as_str()) && word != "id");
    let named = words.iter().any(|word| {
        SECRETS.iter().any(|end| word.ends_with(end))
            || matches!(word.as_str(), "otp" | "nonce" | "salt" | "csrf" | "xsrf" | "passcode")
    });
    let pair = words.iter().zip(words.iter().skip(1)).any(|(before, word)| {
        matches!(
            (before.as_str(), word.as_str()),
            ("session", "id" | "key")
                | ("api" | "secret", "key")
                | ("reset" | "pin" | "auth" | "login", "code")
        )
    });
    // What is sent to somebody who forgot a password.
    let reset = words.iter().map(String::as_str).eq(["reset"]);
    !about && (named || pair || reset)
}

/// The words of a name, in lower case: `apiKey`, `API_KEY` and `api-key` have the same two.
fn words(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && lower) {
            all.push(String::new());
        }
        lower = letter.is_lowercase();
        if let Some(word) = all.last_mut()
            && letter.is_alphanumeric()
        {
            word.extend(letter.to_lowercase());
        }
    }
    all.retain(|word| !word.is_empty());
    all
}

/// Whether a header carries a credential of the caller.
pub fn is_credential_header(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(lower.as_str(), "authorization" | "cookie" | "proxy-authorization" | "http_authorization")
        || lower.contains("signature")
        || (lower.split(['-', '_']).any(|word| matches!(word, "jwt" | "jws"))
            && !lower.contains("payload")
            && !lower.contains("claim"))
        || is_secret(name)
}

/// Whether a field that the caller sends is a credential; a token may be one of many other things.
pub fn is_credential_field(name: &str) -> bool {
    let words = words(name);
    let pair = words.iter().zip(words.iter().skip(1)).any(|(before, word)| {
        matches!(
            (before.as_str(), word.as_str()),
            ("access" | "refresh" | "id" | "auth" | "bearer" | "session" | "api", "token")
                | ("api" | "private", "key")
                | ("client", "secret")
        )
    });
    let last = words.last().map_or("", String::as_str);
    is_password(last) || matches!(last, "jwt" | "jws" | "apikey") || pair && !is_about(name)
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
    use super::{is_credential_field, is_credential_header, is_identity_header, is_secret, is_unpredictable};

    #[test]
    fn credentials_that_a_caller_sends_are_known_by_their_names() {
        for name in ["Authorization", "x-api-key", "X-Hub-Signature-256", "x-partner-sig-jwt", "X-Auth-Token"]
        {
            assert!(is_credential_header(name), "{name}");
        }
        for name in ["x-request-id", "content-type", "x-forwarded-for", "authority", "x-token-type"] {
            assert!(!is_credential_header(name), "{name}");
        }
        for name in
            ["password", "newPassword", "jws", "accessToken", "refresh_token", "clientSecret", "apiKey"]
        {
            assert!(is_credential_field(name), "{name}");
        }
        for name in
            ["token", "pageToken", "tokens", "accessTokenUrl", "passwordLength", "key", "apiKeyId", "secret"]
        {
            assert!(!is_credential_field(name), "{name}");
        }
    }

    #[test]
    fn names_about_a_secret_are_not_secrets() {
        for name in ["DB_PASSWORD", "apiKey", "STRIPE_SECRET", "JWT_SIGNING_KEY", "clientSecret", "SMTP_PASS"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "MAX_TOKENS",
            "TOKENIZER_MODEL",
            "tokenizer",
            "PASSENGERS",
            "BYPASS",
            "TOKEN_URL",
            "SECRET_NAME",
            "tokenEndpoint",
            "API_HOST",
            "KEYSPACE",
            "PASSWORD_LENGTH",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        for name in ["token", "resetToken", "OTP", "sessionId", "apikey", "api_key", "tempPassword"] {
            assert!(is_unpredictable(name), "{name}");
        }
        for name in ["sessionDuration", "robotPosition", "tokenCount", "salted", "code", "maxTokens"] {
            assert!(!is_unpredictable(name), "{name}");
        }
        assert!(is_identity_header("X-User-Role"));
        assert!(!is_identity_header("X-Request-Id"));
    }
}
