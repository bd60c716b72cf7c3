//! The output of a credential plugin: an `ExecCredential`, as JSON or YAML. Error messages about it quote
//! nothing of it.

use super::header;
use crate::source::network::tls::{TlsIdentity, certificates};
use crate::yaml;
use http::HeaderValue;
use jiff::Timestamp;
use serde_json::Value;

/// The credential of a plugin.
pub struct ExecCredential {
    pub token: Option<HeaderValue>,
    pub identity: Option<TlsIdentity>,
    pub expires: Option<Timestamp>,
}

/// Parses an answer as client-go does.
///
/// # Errors
/// The error, as the end of a sentence that begins with the plugin.
pub fn parse(output: &[u8], api_version: &str) -> Result<ExecCredential, String> {
    let text = std::str::from_utf8(output).map_err(|_| "its output is not UTF-8")?;
    if text.trim().is_empty() {
        return Err("it printed nothing".into());
    }
    let (docs, faults) = yaml::parse_as_kubectl(text);
    if let Some(fault) = faults.first() {
        return Err(format!(
            "its output is not JSON: line {}, column {}, expected an ExecCredential",
            fault.line, fault.column
        ));
    }
    let answer = docs.first().map(|doc| &doc.value).filter(|value| value.is_object());
    let answer = answer.ok_or("its output is not an ExecCredential")?;
    if answer.get("kind").and_then(Value::as_str) != Some("ExecCredential") {
        return Err("its output is not an ExecCredential (kind)".into());
    }
    if answer.get("apiVersion").and_then(Value::as_str) != Some(api_version) {
        return Err(format!("its answer does not have the apiVersion of the kubeconfig, {api_version}"));
    }
    let status = match answer.get("status") {
        None | Some(Value::Null) => return Err("its answer has no status".into()),
        Some(status) => status,
    };
    let text = |name: &str| match status.get(name) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(_) => Err(format!("status.{name} of its answer is not a string")),
    };
    let (token, certificate, key) = (text("token")?, text("clientCertificateData")?, text("clientKeyData")?);
    let expires = match text("expirationTimestamp")? {
        "" => None,
        time => Some(
            time.parse().map_err(|_| "status.expirationTimestamp of its answer is not a time (RFC 3339)")?,
        ),
    };
    let token = match token {
        "" => None,
        token => Some(header::bearer(token).map_err(|why| format!("status.token of its answer: {why}"))?),
    };
    let identity = identity(certificate, key)?;
    if token.is_none() && identity.is_none() {
        return Err("its answer has neither a token nor a certificate".into());
    }
    Ok(ExecCredential { token, identity, expires })
}

fn identity(certificate: &str, key: &str) -> Result<Option<TlsIdentity>, String> {
    if certificate.is_empty() && key.is_empty() {
        return Ok(None);
    }
    if certificate.is_empty() || key.is_empty() {
        return Err("its answer has a certificate or a key, not both".into());
    }
    certificates(certificate.as_bytes())
        .map_err(|why| format!("status.clientCertificateData of its answer: {why}"))?;
    let identity = TlsIdentity { certificate: certificate.into(), key: key.into() };
    if !identity.fits() {
        return Err("status.clientKeyData of its answer is not the key of its certificate".into());
    }
    Ok(Some(identity))
}

#[cfg(test)]
mod tests {
    use super::*;

    const V1: &str = "client.authentication.k8s.io/v1";

    fn answer(status: &str) -> String {
        format!(r#"{{"apiVersion":"{V1}","kind":"ExecCredential","status":{status}}}"#)
    }

    #[test]
    fn tokens_and_times_are_read_from_json_and_yaml() {
        let given =
            parse(answer(r#"{"token":"abc\n","expirationTimestamp":"2030-01-01T00:00:00Z"}"#).as_bytes(), V1);
        let given = given.unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(given.token.expect("a token"), "Bearer abc");
        assert_eq!(given.expires.map(Timestamp::as_second), Some(1_893_456_000));
        let yaml = format!("kind: ExecCredential\napiVersion: {V1}\nstatus:\n  token: abc\n");
        assert!(parse(yaml.as_bytes(), V1).is_ok());
    }

    #[test]
    fn what_client_go_refuses_is_refused_without_a_word_of_it() {
        for (text, sign) in [
            (String::new(), "nothing"),
            ("Visit s3cret and enter".into(), "not an ExecCredential"),
            ("null".into(), "not an ExecCredential"),
            ("[1]".into(), "not an ExecCredential"),
            ("{\"kind\":\"s3cret\"}".into(), "kind"),
            (answer("{}"), "neither"),
            (answer("null"), "no status"),
            (answer("{\"token\":\"s3cret\",,}"), "not JSON"),
            (answer("{\"token\":7}"), "status.token"),
            (answer("{\"token\":\"s3cret\\nx\"}"), "invalid in a header"),
            (answer("{\"token\":\"s3cret\",\"expirationTimestamp\":\"s3cret\"}"), "RFC 3339"),
            (answer("{\"clientCertificateData\":\"s3cret\"}"), "not both"),
            (answer("{\"clientCertificateData\":\"s3cret\",\"clientKeyData\":\"s3cret\"}"), "PEM"),
            (answer("{\"token\":\"s3cret\"}").replace("/v1\"", "/v1beta1\""), "apiVersion"),
        ] {
            let why = parse(text.as_bytes(), V1).map(|_| ()).expect_err(&text);
            assert!(why.contains(sign) && !why.contains("s3cret"), "{text}: {why}");
        }
        assert!(parse(b"\xff", V1).is_err());
    }
}
