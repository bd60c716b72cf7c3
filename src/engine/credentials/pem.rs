//! Private keys between BEGIN and END lines, also in string literals.
//! Text flows in; keys that are present, and not only mentioned, flow out.

use super::{Find, Likelihood, value};

const BEGIN: &str = "-----BEGIN ";

/// Any real key has more characters than this.
const SHORTEST: usize = 40;

pub(super) fn find(text: &str) -> Vec<Find> {
    text.match_indices(BEGIN).filter_map(|(start, _)| key(text, start)).collect()
}

fn key(text: &str, start: usize) -> Option<Find> {
    let rest = text.get(start..)?;
    let label_end = BEGIN.len() + rest.get(BEGIN.len()..)?.find("-----")?;
    let label = rest.get(BEGIN.len()..label_end)?;
    let private = label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK");
    if label.len() > 40 || !private {
        return None;
    }
    let body_start = label_end + 5;
    let body = rest.get(body_start..)?;
    let length = body.find(|symbol: char| !is_body(symbol)).unwrap_or(body.len());
    let body = body.get(..length)?;
    let letters: String = body.chars().filter(char::is_ascii_alphanumeric).collect();
    if letters.len() < SHORTEST || value::is_filler(&letters) {
        return None;
    }
    let footer = format!("-----END {label}-----");
    let after = rest.get(body_start + length..)?;
    let end = if after.starts_with(&footer) { footer.len() } else { 0 };
    let confidence = if label.starts_with("ENCRYPTED") { Likelihood::Likely } else { Likelihood::Certain };
    Some(Find { kind: "private key", span: start..start + body_start + length + end, prefix: "", confidence })
}

/// Base64, line breaks raw or escaped, and what joins the pieces of a literal.
fn is_body(symbol: char) -> bool {
    symbol.is_ascii_alphanumeric() || symbol.is_ascii_whitespace() || "+/=\\\"'`,:".contains(symbol)
}
