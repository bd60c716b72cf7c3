//! Weakened protection: verification that is off, keys that are constant, algorithms that are broken.

use super::super::form::Span;
use super::super::report::{Certainty, Language};
use super::super::rule::CodeRule;
use super::super::tables::names;
use super::found::{FlowFinding, Wait};
use super::path::Segment;
use super::role::ValueRole;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Label, TraceId};
use super::value::{Value, ValueShape};

/// At most so many steps back are looked at.
const STEPS: u8 = 64;

impl<'a> FlowRun<'_, 'a> {
    pub fn weakened(&mut self, site: &Site<'a>) {
        self.unverified_connection(site);
        self.tokens(site);
        self.ciphers(site);
        self.keys(site);
        self.passwords(site);
        if site.name == "cors" || site.root == "cors" {
            let origin = self.field(site.first(), "origin");
            let any = origin.is_some_and(|origin| self.is_true(origin) || self.text_of(origin) == Some("*"));
            let allowed = self.field(site.first(), "credentials").is_some_and(|value| self.is_true(value));
            if any && allowed {
                self.place(CodeRule::CorsAnyOrigin, site.span, "cors");
            }
        }
    }

    fn unverified_connection(&mut self, site: &Site<'a>) {
        let keywords: &[&str] = match site.root {
            "requests" | "httpx" | "hvac" => &["verify"],
            "aiohttp" => &["ssl", "verify_ssl"],
            "elasticsearch" | "opensearchpy" => &["verify_certs"],
            "kubernetes" | "pymongo" => &["verify_ssl"],
            _ => &[],
        };
        for keyword in keywords {
            if site.keyword(keyword).is_some_and(|value| self.is_false(value)) {
                self.place(CodeRule::TlsVerificationOff, site.span, keyword);
            }
        }
        let certificates = site.keyword("cert_reqs").or_else(|| site.keyword("ssl_cert_reqs"));
        let none = certificates.is_some_and(|value| {
            self.text_of(value) == Some("CERT_NONE") || self.paths.name(value.path) == Some("CERT_NONE")
        });
        if none {
            self.place(CodeRule::TlsVerificationOff, site.span, "cert_reqs");
        }
        if site.root == "ssl" && site.name == "_create_unverified_context" {
            self.place(CodeRule::TlsVerificationOff, site.span, "ssl._create_unverified_context");
        }
    }

    /// A member of an object that is not described is assigned.
    pub fn foreign_member(&mut self, object: Value, name: &'a str, value: Value, span: Span) {
        let (root, _) = self.root_of(object);
        let off = match (root, name) {
            ("requests" | "httpx", "verify") | ("ssl", "check_hostname") => self.is_false(value),
            ("ssl", "verify_mode") => self.paths.name(value.path) == Some("CERT_NONE"),
            ("ssl", "_create_default_https_context") => {
                self.paths.name(value.path) == Some("_create_unverified_context")
            }
            _ => false,
        };
        if off {
            self.place(CodeRule::TlsVerificationOff, span, name);
        }
    }

    pub fn environment_set(&mut self, name: &'a str, value: Value, span: Span) {
        let off = match name {
            "NODE_TLS_REJECT_UNAUTHORIZED" => self.is_false(value) || self.text_of(value) == Some("0"),
            "PYTHONHTTPSVERIFY" => self.text_of(value) == Some("0"),
            _ => false,
        };
        if off {
            self.place(CodeRule::TlsVerificationOff, span, name);
        }
    }

    /// Tokens that are decoded without verification.
    fn tokens(&mut self, site: &Site<'a>) {
        let known = [
            "jsonwebtoken",
            "jose",
            "njwt",
            "jwt-decode",
            "jwt-simple",
            "jwt",
            "authlib",
            "crypto",
            "hmac",
            "secrets",
        ];
        if !known.contains(&site.root) {
            return;
        }
        let name = self.name_of(site);
        let python = self.language == Language::Python;
        match (site.root, site.name) {
            ("jsonwebtoken" | "jose" | "njwt", "verify" | "jwtVerify" | "compactVerify") => {
                self.facts.verifies = true;
                self.facts.checks_caller = true;
                let algorithms = site.values().into_iter().find_map(|value| self.field(value, "algorithms"));
                if algorithms.is_some_and(|value| self.lists_none(value)) {
                    self.place(CodeRule::TokenNotVerified, site.span, &name);
                }
            }
            (
                "jsonwebtoken" | "jwt-decode" | "jwt-simple" | "jose",
                "decode" | "jwt-decode" | "jwtDecode" | "decodeJwt" | "get_unverified_claims",
            ) if !python || site.name != "decode" => {
                self.decoded_unverified(site, &name);
            }
            ("jwt" | "jose" | "authlib", "decode") if python => {
                let options = site.keyword("options").or_else(|| site.at(3));
                let signature = options.and_then(|options| self.field(options, "verify_signature"));
                let off = signature.is_some_and(|value| self.is_false(value))
                    || site.keyword("verify").is_some_and(|value| self.is_false(value))
                    || site.keyword("algorithms").is_some_and(|value| self.lists_none(value));
                if off {
                    self.decoded_unverified(site, &name);
                } else {
                    self.facts.verifies = true;
                    self.facts.checks_caller = true;
                }
            }
            ("crypto", "timingSafeEqual") | ("hmac" | "secrets", "compare_digest") => {
                self.facts.checks_caller = true;
            }
            _ => {}
        }
    }

    fn decoded_unverified(&mut self, site: &Site<'a>, name: &str) {
        self.reach_if(Wait::NoVerification, CodeRule::TokenNotVerified, site.first(), site.span, name);
    }

    /// The payload of a token that is decoded by hand.
    pub fn read_as_token(&mut self, site: &Site<'a>) {
        let decoded = |trace: TraceId| {
            ["from", "atob", "b64decode", "urlsafe_b64decode"]
                .iter()
                .any(|name| self.taints.passed(trace, name))
        };
        let mut parts = self.taints.parts(site.first().taint).iter();
        let is_token = |origin| {
            let name = self.paths.nearest_name(origin).to_ascii_lowercase();
            ["auth", "token", "jwt"].iter().any(|word| name.contains(word))
        };
        if parts.any(|part| part.label == Label::Token && is_token(part.origin) && decoded(part.trace)) {
            let name = self.name_of(site);
            self.reach_if(Wait::NoVerification, CodeRule::TokenNotVerified, site.first(), site.span, &name);
        }
    }

    fn lists_none(&self, value: Value) -> bool {
        let ValueShape::List(items) = self.shape(value) else { return self.text_of(value) == Some("none") };
        items
            .first
            .iter()
            .any(|item| self.text_of(*item).is_some_and(|text| text.eq_ignore_ascii_case("none")))
    }

    fn ciphers(&mut self, site: &Site<'a>) {
        let broken = match (site.root, site.name) {
            ("crypto", "createCipher" | "createDecipher")
            | ("cryptography", "ARC4" | "TripleDES" | "Blowfish" | "IDEA" | "SEED" | "CAST5" | "ECB") => true,
            ("crypto", "createCipheriv" | "createDecipheriv") => {
                self.text_of(site.first()).is_some_and(is_weak_cipher)
            }
            ("Crypto" | "Cryptodome", "new") => {
                let segments = self.paths.segments(site.callee.path);
                let weak = segments.iter().any(|segment| {
                    matches!(segment, Segment::Member("DES" | "DES3" | "ARC4" | "ARC2" | "Blowfish"))
                });
                let mode = site.either(1, "mode").and_then(|mode| self.paths.name(mode.path));
                weak || mode == Some("MODE_ECB")
            }
            _ => false,
        };
        if broken {
            let name = self.name_of(site);
            self.place(CodeRule::WeakCipher, site.span, &name);
        }
    }

    /// Keys and initialization vectors that are constants.
    fn keys(&mut self, site: &Site<'a>) {
        let places: &[Option<Value>] = &match (site.root, site.name) {
            ("crypto", "createCipheriv" | "createDecipheriv") => [site.at(1), site.at(2)],
            ("crypto", "createHmac" | "createCipher" | "createSecretKey") => [site.at(1), None],
            ("jsonwebtoken" | "jose", "sign" | "verify") | ("jwt" | "jose", "encode") => {
                [site.either(1, "key"), None]
            }
            ("jwt", "decode") => [site.either(1, "key"), None],
            ("Crypto" | "Cryptodome", "new") if !self.paths.contains(site.callee.path, "Hash") => {
                [site.either(0, "key"), site.either(2, "iv").or_else(|| site.keyword("nonce"))]
            }
            ("cryptography", "Fernet" | "AES") | ("hmac", "new") => [site.either(0, "key"), None],
            ("cryptography", "CBC" | "CTR" | "GCM") => [site.at(0), None],
            _ => return,
        };
        let constant =
            places.iter().flatten().filter_map(|value| self.text_of(*value)).any(|text| {
                !text.is_empty() && !text.contains("BEGIN PUBLIC") && !text.contains("BEGIN CERT")
            });
        if constant {
            let name = self.name_of(site);
            self.place(CodeRule::StaticKey, site.span, &name);
        }
    }

    /// Fast hashes of passwords.
    fn passwords(&mut self, site: &Site<'a>) {
        let weak =
            |text: &str| matches!(text.to_ascii_lowercase().as_str(), "md5" | "sha1" | "md4" | "sha-1");
        let hashed = match (site.root, site.name) {
            ("crypto", "update") => {
                let algorithm = site.receiver.and_then(|receiver| self.text_of(receiver));
                if algorithm.is_some_and(weak) { Some(site.first()) } else { None }
            }
            ("hashlib", "md5" | "sha1") | ("md5" | "sha1" | "js-md5" | "js-sha1", _) => site.at(0),
            ("hashlib", "new") if self.text_of(site.first()).is_some_and(weak) => site.at(1),
            _ => None,
        };
        let Some(value) = hashed else { return };
        let part =
            self.taints.parts(value.taint).iter().find(|part| self.is_about_password(part.trace)).copied();
        let named = self.paths.name(value.path).is_some_and(names::is_password);
        if part.is_some() || named {
            let name = self.name_of(site);
            let trace = part.map(|part| part.trace);
            let certainty = Certainty::Certain;
            let rule = CodeRule::WeakPasswordHash;
            self.found.add(FlowFinding { rule, certainty, trace, span: site.span, name });
        }
    }

    /// Whether a step of a way has the name of a password.
    fn is_about_password(&self, trace: TraceId) -> bool {
        let mut next = Some(trace);
        for _ in 0..STEPS {
            let Some(way) = next.and_then(|trace| self.taints.way(trace)) else { return false };
            if names::is_password(way.name) || self.paths.name(way.path).is_some_and(names::is_password) {
                return true;
            }
            next = way.before;
        }
        false
    }

    /// A value gets a name: predictable randomness under the name of a secret.
    pub fn stored(&mut self, name: &'a str, value: Value, span: Span) {
        self.random_stored(name, value, span);
    }

    pub fn random_stored(&mut self, name: &str, value: Value, span: Span) {
        if !self.taints.has(value.taint, Label::Random) || !names::is_unpredictable(name) {
            return;
        }
        let part = self.taints.parts(value.taint).iter().find(|part| part.label == Label::Random).copied();
        let Some(part) = part else { return };
        let root = self.root_span(part.trace);
        let known = self.found.all.iter().any(|finding| {
            finding.rule == CodeRule::PredictableRandom
                && finding.trace.map(|trace| self.root_span(trace)) == Some(root)
        });
        if !known {
            let (rule, certainty) = (CodeRule::PredictableRandom, Certainty::Certain);
            self.found.add(FlowFinding {
                rule,
                certainty,
                trace: Some(part.trace),
                span,
                name: name.to_owned(),
            });
        }
    }

    fn root_span(&self, trace: TraceId) -> Span {
        let mut next = Some(trace);
        let mut span = Span::default();
        for _ in 0..STEPS {
            let Some(way) = next.and_then(|trace| self.taints.way(trace)) else { return span };
            span = way.span;
            next = way.before;
        }
        span
    }

    /// A default for a secret of the configuration.
    pub fn fallback(&mut self, first: Value, second: Value, span: Span) {
        let constant = self.text_of(second).is_some_and(|text| !text.is_empty());
        if !constant || self.paths.role(first.path) != ValueRole::Variable {
            return;
        }
        let part = self.taints.parts(first.taint).iter().find(|part| part.label == Label::Secret).copied();
        if let Some(part) = part {
            let name = self.paths.name(first.path).unwrap_or_default().to_owned();
            let (rule, certainty) = (CodeRule::SecretFallback, Certainty::Certain);
            self.found.add(FlowFinding { rule, certainty, trace: Some(part.trace), span, name });
        }
    }

    pub fn reported_comparison(&mut self, sent: Value, own: Value, span: Span) {
        let text = self.taints.parts(sent.taint).iter().find(|part| part.label == Label::Caller).copied();
        let name = self.taints.parts(own.taint).first().map(|part| part.origin).unwrap_or_default();
        let name = self.paths.nearest_name(name);
        let name = if name.is_empty() { "comparison" } else { name }.to_owned();
        if let Some(part) = text {
            let (rule, certainty) = (CodeRule::SecretCompared, Certainty::Certain);
            self.found.add(FlowFinding { rule, certainty, trace: Some(part.trace), span, name });
        }
    }

    pub fn reported_identity(&mut self, sent: Value, span: Span) {
        let part = self.taints.parts(sent.taint).iter().find(|part| part.label == Label::Caller).copied();
        if let Some(part) = part {
            let (rule, certainty) = (CodeRule::IdentityFromHeader, Certainty::Certain);
            let name = "comparison".to_owned();
            self.found.add(FlowFinding { rule, certainty, trace: Some(part.trace), span, name });
        }
    }
}

fn is_weak_cipher(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("des")
        || name.starts_with("rc4")
        || name.starts_with("rc2")
        || name.starts_with("bf")
        || name.ends_with("-ecb")
}
