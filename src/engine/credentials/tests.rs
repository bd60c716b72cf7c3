//! What is a credential and what is not, for all text that the engine may be given.
//! Tokens are joined from pieces, so that secret scanners ignore this file.

use proptest::prelude::*;

use super::*;

const RANDOM: &str = "zQ3vT8mK1xW6bR9cL4nH7jF2pD5sG0aYeUiO";

fn kinds(text: &str) -> Vec<&'static str> {
    scan(text).into_iter().map(|hit| hit.kind).collect()
}

fn random(length: usize) -> String {
    RANDOM.chars().cycle().take(length).collect()
}

fn jwt() -> String {
    jwt::sign(r#"{"alg":"RS256"}"#, r#"{"sub":"u-77"}"#, &random(43))
}

fn pem(body: &str) -> String {
    format!("-----BEGIN RSA PRIVATE {0}-----{body}-----END RSA PRIVATE {0}-----", "KEY")
}

#[test]
fn tokens_of_providers_are_certain() {
    let upper = "Q3VT7MK2XW6BR4CL";
    let table = [
        (format!("AKIA{upper}"), "AWS access key id"),
        (format!("AIza{}", random(35)), "Google API key"),
        (checksum::signed("ghp_", &random(30)), "GitHub token"),
        (checksum::signed("npm_", &random(30)), "npm token"),
        (format!("github_pat_{}_{}", random(22), random(59)), "GitHub token"),
        (format!("glpat-{}", random(20)), "GitLab token"),
        (format!("xoxb-{}-{}", "902713845561", random(24)), "Slack token"),
        (format!("https://hooks.slack.com/services/T01AB2CD3/B04EF5GH6/{}", random(24)), "Slack webhook"),
        (format!("sk_live_{}", random(24)), "Stripe key"),
        (format!("pypi-AgEIcHlwaS5vcmc{}", random(60)), "PyPI token"),
        (format!("SG.{}.{}", random(22), random(43)), "SendGrid key"),
        (jwt(), "JSON Web Token"),
        (pem(&format!("\n{}\n", random(200))), "private key"),
    ];
    for (token, kind) in table {
        for text in [token.clone(), format!("const t = \"{token}\";"), format!("x: {token}.\n")] {
            let hits = scan(&text);
            let [hit] = hits.as_slice() else {
                panic!("{kind}: {hits:?}");
            };
            assert_eq!((hit.kind, hit.confidence), (kind, Likelihood::Certain));
            assert_eq!(&text[hit.start..hit.end], token);
        }
    }
}

#[test]
fn a_wrong_checksum_is_only_likely() {
    let mut token = checksum::signed("ghp_", &random(30));
    token.replace_range(39.., if token.ends_with('0') { "1" } else { "0" });
    assert_eq!(scan(&token)[0].confidence, Likelihood::Likely);
    assert!(scan(&format!("ghp_{}", "a".repeat(36))).is_empty());
}

#[test]
fn passwords_in_addresses_are_found() {
    let table = [
        ("postgres://app:s9Kd-Lq2@db:5432/x", "password in a connection string", "s9Kd-Lq2"),
        ("mongodb+srv://app:Gk38sPq@c0.net/?a=1", "password in a connection string", "Gk38sPq"),
        ("redis://:Gk38sPq@cache:6379", "password in a connection string", "Gk38sPq"),
        ("see https://bob:Gk38sPq@host.io/x", "password in a URL", "Gk38sPq"),
        ("Server=a;User Id=b;Password=Gk38sPq!x;", "password in a connection string", "Gk38sPq!x"),
    ];
    for (text, kind, value) in table {
        let hits = scan(text);
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!((hits[0].kind, &text[hits[0].start..hits[0].end]), (kind, value));
    }
}

#[test]
fn a_host_reserved_for_documents_makes_a_password_doubtful() {
    let confidence = |text| scan(text)[0].confidence;
    assert_eq!(confidence("ftp://a:Gk38sPq@db.example.com:1/"), Likelihood::Likely);
    assert_eq!(confidence("ftp://a:Gk38sPq@myexample.com/"), Likelihood::Certain);
}

#[test]
fn azure_keys_are_found() {
    let key = format!("{}==", random(86));
    let account = format!("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={key};");
    assert_eq!(kinds(&account), ["Azure storage key"]);
    let signed = format!("https://a.blob.core.windows.net/c?sv=2022-11-02&se=2030&sig={}%3D", random(43));
    assert_eq!(kinds(&signed), ["Azure SAS signature"]);
}

#[test]
fn literals_assigned_to_secret_names_are_found() {
    let long = random(32);
    let table = [
        ("const password = \"Tr0ub4dor&3\";".to_owned(), "password"),
        ("db_password: 'Winter2024'".to_owned(), "password"),
        (format!("API_KEY = '{long}'"), "assigned secret"),
        (format!("let apiToken: string = `{long}`;"), "assigned secret"),
        (format!("config[\"secretKey\"] = \"{long}\""), "assigned secret"),
        (format!("'token' => '{long}'"), "assigned secret"),
        (format!("token = b\"{long}\""), "assigned secret"),
        (format!("aws_secret_access_key = \"{}\"", random(40)), "AWS secret access key"),
        (format!("{{\"clientid\":\"sb-x\",\"clientsecret\":\"{long}=\"}}"), "SAP BTP client secret"),
        (format!("{{\"Authorization\": \"Bearer {long}\"}}"), "authorization header"),
    ];
    for (text, kind) in table {
        assert_eq!(kinds(&text), [kind], "{text}");
    }
}

#[test]
fn a_long_token_is_covered_to_its_end() {
    for length in [100, 600, 3_000] {
        let long = random(length);
        for text in [
            format!("Authorization: Bearer {long}"),
            format!("https://api.example.com/v1?api_key={long}&page=2"),
        ] {
            let left = mask::masked(&text);
            assert!(!left.contains(&long[length - 12..]), "{length}: {left}");
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
fn what_only_looks_like_a_credential_is_left_alone() {
    let hex = "3f786850e387550fdab836ed7e6dc881de23001b";
    let quiet = [
        "password = \"changeme\"",
        "password: 'your-password-here'",
        "token = \"<token>\"",
        "secret = 'xxxxxxxxxxxxxxxx'",
        "password=\"********\"",
        "token: \"example-token-1234\"",
        "apiKey: \"TODO\"",
        "password = \"${DB_PASSWORD}\"",
        "password: \"{{ .Values.pw }}\"",
        "const token = process.env.TOKEN",
        "token = os.environ[\"API_TOKEN\"]",
        "secret: \"my-secret-name\"",
        "secretName: \"a8Kz91Lq04Zm33Xp\"",
        "tokenPath: '/var/run/secrets/token'",
        "tokenUrl = \"https://auth.host/oauth2/token\"",
        "secretKeyRef: { name: \"db\", key: \"password1\" }",
        "password: \"Enter your password 2 times\"",
        "placeholder=\"password\"",
        "type=\"password\"",
        "token = getToken(\"a8Kz91Lq04Zm33Xp\")",
        "password: \"\"",
        "key = \"a8Kz91Lq04Zm33Xp\"",
        "const id = \"550e8400-e29b-41d4-a716-446655440000\"",
        "token: \"550e8400-e29b-41d4-a716-446655440000\"",
        "integrity: \"sha512-oRzCJ2nS6rP3vT8mK1xW6bR9cL4nH7jF2pD5sG0aYeUiO==\"",
        "image: repo@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "secret = \"AKIAIOSFODNN7EXAMPLE\"",
        "aws_secret_access_key = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"",
        "token = \"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA\"",
        "tokenStorageKey: 'kyma-access-token-v2'",
        "tokenKey = \"accessTokenV2Storage\"",
        "postgres://user:password@localhost/db",
        "postgres://postgres:postgres@db/x",
        "https://host/a@b:c",
        "https://user:${PASS}@host",
        "mysql://root:$PASS@h",
        "git@github.com:user/repo.git",
        "password2: \"newPassword2\"",
        "password=\"&password=\"",
        "replace(\"password=\"+password, \"password=0\")",
        "http://foo:bar@host/",
        "token: \"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"",
        "if (pem.includes('-----BEGIN PRIVATE KEY-----')) {}",
        "\"-----BEGIN CERTIFICATE-----\\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\"",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEabc123def456ghi789\n-----END PUBLIC KEY-----",
        "TASK0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "secret = \"0123456789abcdef0123456789abcdef\"",
        "password = \"12345678\"",
        "token = \"1.2.3-beta.4\"",
        "credentials: 'include'",
        "credentials: \"same-origin\"",
        "passwordRegex = \"^[a-zA-Z0-9]{8,}$\"",
        "secret = \"projects/123456789/secrets/db/versions/4\"",
    ];
    for text in quiet {
        assert_eq!(scan(text), [], "{text}");
    }
    assert_eq!(scan(&format!("sk_test_{}", random(24))), []);
    let emulator = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    assert_eq!(scan(&format!("AccountKey={emulator}")), []);
    assert_eq!(scan(&format!("commit: \"{hex}\"")), []);
    assert_eq!(kinds(&format!("secret = \"{hex}\"")), ["assigned secret"]);
}

#[test]
fn a_named_value_is_judged_by_name_and_shape() {
    let kind = |name, value: &str| judge(name, value).map(|hit| hit.kind);
    assert_eq!(kind("DB_PASSWORD", "Tr0ub4dor&3"), Some("password"));
    assert_eq!(kind("X-Api-Key", &random(24)), Some("assigned secret"));
    assert_eq!(kind("ANY", &jwt()), Some("JSON Web Token"));
    assert_eq!(kind("authorization", "Basic YWRtaW46R2szOHNQcSF4"), Some("authorization header"));
    assert_eq!(kind("LOG_LEVEL", "info"), None);
    assert_eq!(kind("DB_PASSWORD", ""), None);
    assert_eq!(kind("SECRET_NAME", &random(24)), None);
    assert_eq!(kind("TOKEN_URL", "https://x.io/oauth/token"), None);
}

#[test]
fn a_hit_names_its_place_and_hides_its_value() {
    let token = checksum::signed("ghp_", &random(30));
    let text = format!("一行\r\n函 = '{token}'");
    let hits = scan(&text);
    assert_eq!((hits[0].line, hits[0].column), (2, 6));
    assert_eq!(hits[0].preview, "ghp_••••••••");
    assert!(!format!("{hits:?}").contains(&token[4..12]));
}

proptest! {
    #[test]
    fn any_text_gives_ordered_spans_and_no_panic(
        parts in prop::collection::vec(prop::sample::select(vec![
            "password", "=", "\"", "'", "`", ":", "://", "@", "-----BEGIN ", "RSA PRIVATE KEY-----", "eyJ", ".",
            "ghp_", "AKIA", "zQ3vT8mK1xW6bR9cL4nH7jF2pD5sG0aY", "函数", "\r\n", "\0", "\u{202e}", ";", "?sig=",
            "&se=", "secret", "Bearer ", "clientsecret", "\\", " ",
        ]), 0..40),
        name in "\\PC{0,12}",
    ) {
        let text = parts.concat();
        let hits = scan(&text);
        for pair in hits.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        for hit in &hits {
            prop_assert!(hit.start < hit.end && text.get(hit.start..hit.end).is_some());
            prop_assert!(hit.preview.chars().filter(|symbol| *symbol != '•').count() <= 4);
        }
        let _ = judge(&name, &text);
        let _ = judge("password", &text);
    }
}
