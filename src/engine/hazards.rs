//! Source code that disables certificate verification.
//! Text flows in; places and their text flow out.
//!
//! # Examples
//!
//! ```
//! use fnsec::engine::hazards;
//!
//! let text = "# verify=False is wrong\nrequests.get(url, verify=False)\n";
//! let found = hazards::find(text);
//! assert_eq!(found.len(), 1);
//! assert_eq!((found[0].setting, found[0].line), ("verify=False", 2));
//! ```

use std::sync::LazyLock;

use regex::Regex;

use super::Walk;

/// Where certificate verification is disabled, and the setting that disables it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hazard {
    /// Both from 1, in characters.
    pub line: u32,
    pub column: u32,
    pub setting: &'static str,
}

/// In a call that sends a request, or on a session: the same keyword also disables the signature check of a
/// token.
const UNVERIFIED: &str = r"(?:\b(?:requests|httpx)\.\w+|\b\w*(?:[sS]ession|[cC]lient)\w*(?:\.\w+)?|\.(?:get|post|put|patch|delete|head|options|request|send))\s*\((?:[^()]|\([^()]*\))*?\bverify\s*=\s*False\b|\.verify\s*=\s*False\b";

static SETTINGS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let rows = [
        (
            "rejectUnauthorized: false",
            r#"(?:\brejectUnauthorized|["']rejectUnauthorized["'])\s*[:=]\s*(?:false|!1|0)\b"#,
        ),
        (
            "NODE_TLS_REJECT_UNAUTHORIZED = 0",
            r#"NODE_TLS_REJECT_UNAUTHORIZED["'`]?\]?\s*=\s*["'`]?0["'`]?(?:\s|;|$|\))"#,
        ),
        ("strictSSL: false", r"\bstrictSSL\s*:\s*false\b"),
        ("verify=False", UNVERIFIED),
        ("verify_ssl=False", r"\b(?:verify_ssl|ssl_verify|verify_certs)\s*=\s*False\b"),
        ("_create_unverified_context", r"\bssl\._create_unverified_context\b"),
        ("CERT_NONE", r#"\b(?:verify_mode|cert_reqs)\s*=\s*(?:ssl\.CERT_NONE|["']CERT_NONE["'])"#),
        ("check_hostname = False", r"\bcheck_hostname\s*=\s*False\b"),
    ];
    rows.into_iter().filter_map(|(setting, pattern)| Some((setting, Regex::new(pattern).ok()?))).collect()
});

/// Every match in a text, in order: start, end and setting; comments are skipped.
fn matches(text: &str) -> Vec<(usize, usize, &'static str)> {
    let all = SETTINGS.iter().flat_map(|(setting, regex)| {
        regex.find_iter(text).map(move |found| (found.start(), found.end(), *setting))
    });
    let mut all: Vec<(usize, usize, &'static str)> = all.collect();
    all.sort_unstable();
    let mut comments = Comments::default();
    all.retain(|(at, ..)| !comments.covers(text, *at));
    for (_, end, setting) in &mut all {
        let rest = text.get(*end..).unwrap_or_default().trim_start();
        if *setting == UNVERIFIED_CONTEXT && rest.starts_with('(') && !rest.starts_with("()") {
            *setting = UNVERIFIED_ARGUMENTS;
        }
    }
    all
}

const UNVERIFIED_CONTEXT: &str = "_create_unverified_context";
/// The same with arguments, of which the function that verifies knows others.
const UNVERIFIED_ARGUMENTS: &str = "_create_unverified_context(…)";

/// The value at the end of a setting, and the one that verifies.
const VERIFYING: [(&str, &str, &str); 12] = [
    ("rejectUnauthorized: false", "false", "true"),
    ("rejectUnauthorized: false", "!1", "true"),
    ("rejectUnauthorized: false", "0", "true"),
    ("NODE_TLS_REJECT_UNAUTHORIZED = 0", "0", "1"),
    (UNVERIFIED_CONTEXT, UNVERIFIED_CONTEXT, "create_default_context"),
    ("strictSSL: false", "false", "true"),
    ("verify=False", "False", "True"),
    ("verify_ssl=False", "False", "True"),
    ("CERT_NONE", "CERT_NONE", "CERT_REQUIRED"),
    ("CERT_NONE", "CERT_NONE\"", "CERT_REQUIRED\""),
    ("CERT_NONE", "CERT_NONE'", "CERT_REQUIRED'"),
    ("check_hostname = False", "False", "True"),
];

/// Returns whether [`verified`] changes a setting.
#[must_use]
pub fn is_changeable(setting: &str) -> bool {
    VERIFYING.iter().any(|(known, ..)| *known == setting)
}

/// Returns the text with verification on everywhere; nothing if one of the settings is written in another way, or
/// there is none.
#[must_use]
pub fn verified(text: &str) -> Option<String> {
    let mut new = text.to_owned();
    let all = matches(text);
    for (start, end, setting) in all.iter().rev() {
        // What follows the value ends the match in some settings.
        let written = new.get(*start..*end)?.trim_end_matches([';', ')', ' ', '\n', '\r', '\t']);
        let written =
            if setting.ends_with("= 0") { written.trim_end_matches(['"', '\'', '`']) } else { written };
        let end = start.saturating_add(written.len());
        let known = VERIFYING.iter().filter(|(known, ..)| known == setting);
        let (_, off, on) = known.into_iter().find(|(_, off, _)| written.ends_with(off))?;
        let start = end.checked_sub(off.len())?;
        new.replace_range(start..end, on);
    }
    (!all.is_empty() && matches(&new).is_empty()).then_some(new)
}

/// Every match in a text, in order; comments are skipped.
#[must_use]
pub fn find(text: &str) -> Vec<Hazard> {
    let mut walk = Walk::new(text);
    let placed = matches(text).into_iter().map(|(at, _, setting)| {
        let (line, column) = walk.to(at);
        Hazard { line, column, setting }
    });
    placed.collect()
}

/// Where comments begin and end, read once from the start to the last position that was asked about.
#[derive(Default)]
struct Comments {
    at: usize,
    in_block: bool,
    /// A line comment, or a line that begins as one.
    in_line: bool,
    /// Whether the line has only had spaces so far.
    has_begun: bool,
}

impl Comments {
    /// Whether a line comment, or an unclosed block comment, precedes a position; positions must not decrease.
    fn covers(&mut self, text: &str, position: usize) -> bool {
        let bytes = text.as_bytes();
        for at in self.at..position.min(bytes.len()) {
            let window = (at.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(at), bytes.get(at + 1));
            let ends = at + 1 >= position;
            match window {
                (_, Some(b'\n'), _) => (self.in_line, self.has_begun) = (false, false),
                (before, Some(b'/'), Some(b'/')) if !ends && before != Some(&b':') => {
                    // The second slash of an address belongs to it.
                    self.in_line |= before != Some(&b'/');
                }
                (Some(b' '), Some(b'#'), Some(b' ')) if !ends => self.in_line = true,
                (_, Some(b'/'), Some(b'*')) if !ends => self.in_block = true,
                (_, Some(b'*'), Some(b'/')) if !ends => self.in_block = false,
                _ => {}
            }
            match bytes.get(at) {
                Some(b'#' | b'*') if !self.has_begun => (self.in_line, self.has_begun) = (true, true),
                Some(byte) if !byte.is_ascii_whitespace() => self.has_begun = true,
                _ => {}
            }
        }
        self.at = self.at.max(position);
        self.in_line || self.in_block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verification_is_turned_on_everywhere_or_nowhere() {
        let text =
            "a({ rejectUnauthorized: false }); // rejectUnauthorized: false\nb({ strictSSL: false });\n";
        let new = "a({ rejectUnauthorized: true }); // rejectUnauthorized: false\nb({ strictSSL: true });\n";
        assert_eq!(verified(text).as_deref(), Some(new));
        assert_eq!(
            verified("requests.get(u, verify=False)").as_deref(),
            Some("requests.get(u, verify=True)")
        );
        assert_eq!(verified("x = ssl._create_unverified_context(cafile='a')"), None);
        assert_eq!(verified("fine()"), None);
    }

    #[test]
    fn verification_is_turned_on_however_it_was_turned_off() {
        for (off, on) in [
            (
                "new https.Agent({ rejectUnauthorized: false })",
                "new https.Agent({ rejectUnauthorized: true })",
            ),
            ("agent.options.rejectUnauthorized = false;", "agent.options.rejectUnauthorized = true;"),
            ("a({ \"rejectUnauthorized\": false, port: 1 })", "a({ \"rejectUnauthorized\": true, port: 1 })"),
            ("a({ rejectUnauthorized: !1 })", "a({ rejectUnauthorized: true })"),
            (
                "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';",
                "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';",
            ),
            (
                "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0;\n",
                "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 1;\n",
            ),
            ("request({ strictSSL: false })", "request({ strictSSL: true })"),
            ("requests.post(u, json=a, verify=False)", "requests.post(u, json=a, verify=True)"),
            ("session.verify = False  # why", "session.verify = True  # why"),
            ("httpx.Client(verify=False, timeout=3)", "httpx.Client(verify=True, timeout=3)"),
            ("Elasticsearch(u, verify_certs=False)", "Elasticsearch(u, verify_certs=True)"),
            (
                "ctx.check_hostname = False\nctx.verify_mode = ssl.CERT_NONE\n",
                "ctx.check_hostname = True\nctx.verify_mode = ssl.CERT_REQUIRED\n",
            ),
            ("PoolManager(cert_reqs='CERT_NONE')", "PoolManager(cert_reqs='CERT_REQUIRED')"),
            (
                "urlopen(u, context=ssl._create_unverified_context())",
                "urlopen(u, context=ssl.create_default_context())",
            ),
            (
                "ssl._create_default_https_context = ssl._create_unverified_context\n",
                "ssl._create_default_https_context = ssl.create_default_context\n",
            ),
        ] {
            assert_eq!(verified(off).as_deref(), Some(on), "{off}");
        }
    }

    #[test]
    fn what_turns_certificates_off_is_found_and_what_speaks_of_it_is_not() {
        assert_eq!(SETTINGS.len(), 8);
        let found = [
            "const agent = new https.Agent({ rejectUnauthorized: false });",
            "process.env.NODE_TLS_REJECT_UNAUTHORIZED = \"0\";",
            "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0",
            "requests.get('https://host/x', verify=False)",
            "requests.post(url(a),\n    json={'a': 1}, verify=False)",
            "session.verify = False",
            "httpx.AsyncClient(timeout=3, verify=False)",
            "ctx.verify_mode = ssl.CERT_NONE",
            "urlopen(url, context=ssl._create_unverified_context())",
            "fetch('https://a.example', { agent: { 'rejectUnauthorized': false } })",
        ];
        for text in found {
            assert_eq!(find(text).len(), 1, "{text}");
        }
        let quiet = [
            "rejectUnauthorized: true",
            "rejectUnauthorized: falsePositive",
            "// rejectUnauthorized: false",
            "# requests.get(url, verify=False)",
            "/* agent:\n rejectUnauthorized: false */",
            "if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') warn()",
            "verify=True",
            "verify = FalseAlarm()",
            "jwt.decode(token, key, verify=False)",
            "def install(self, sign=False, verify=False):",
        ];
        for text in quiet {
            assert_eq!(find(text), [], "{text}");
        }
        assert_eq!(find("a\nб s.verify=False")[0], Hazard { line: 2, column: 4, setting: "verify=False" });
    }
}
