//! What goes back to the caller: returned values, methods of the response, headers, errors.

use super::super::form::Span;
use super::super::report::{Certainty, Reason};
use super::super::rule::CodeRule;
use super::found::{FlowFinding, Wait};
use super::role::ValueRole;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Label, TextPart};
use super::value::{Piece, Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// The handler returns a value, or sends it.
    pub fn respond(&mut self, value: Value, span: Span) {
        self.leak(CodeRule::SecretReturned, &[Label::Secret, Label::Environment], value, span, "response");
        self.leak(CodeRule::StackReturned, &[Label::Stack], value, span, "response");
        self.error_answered(value, span);
        let pieces = self.pieces(value);
        let markup = pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if is_markup(text)));
        let text = matches!(self.shape(value), ValueShape::Join(_) | ValueShape::Unknown);
        for piece in pieces {
            let Piece::Value(part) = piece else { continue };
            if markup {
                self.reach(CodeRule::CrossSiteScripting, part, span, "response", None);
            } else if text {
                self.reach_if(Wait::Html, CodeRule::CrossSiteScripting, part, span, "response");
            }
        }
    }

    /// Errors of axios become JSON with their stack trace and the headers of the request.
    fn error_answered(&mut self, value: Value, span: Span) {
        if !self.form.imports.iter().any(|import| import.module == "axios")
            || matches!(self.shape(value), ValueShape::Join(_))
        {
            return;
        }
        let whole = |part: &&TextPart| part.label == Label::Error && !self.taints.is_text(part.trace);
        let part = self.taints.parts(value.taint).iter().find(whole).copied();
        if let Some(part) = part {
            let certainty = Certainty::Possible(Reason::ClientError);
            let name = "response".to_owned();
            self.found.add(FlowFinding {
                rule: CodeRule::StackReturned,
                certainty,
                trace: Some(part.trace),
                span,
                name,
            });
        }
    }

    /// An error is thrown, and the runtime logs it.
    pub fn thrown(&mut self, value: Value, span: Span) {
        self.leak(CodeRule::SecretLogged, &[Label::Secret, Label::Environment], value, span, "error message");
    }

    /// Calls that answer the caller.
    pub fn responded(&mut self, site: &Site<'a>) {
        let role = self.paths.role(site.callee.path);
        if role == ValueRole::ResponseCall {
            return self.response_call(site);
        }
        if role == ValueRole::Callback {
            self.respond(site.first(), site.span);
            if let Some(headers) = site.at(2) {
                self.headers(headers, site.span);
            }
            return;
        }
        match (site.root, site.name) {
            ("bottle", "HTTPResponse" | "HTTPError" | "Response")
            | ("flask" | "werkzeug", "Response" | "make_response" | "abort") => {
                let body = site.either(0, "body").or_else(|| site.keyword("response"));
                if let Some(body) = body {
                    self.respond(body, site.span);
                }
                if let Some(headers) = site.keyword("headers").or_else(|| site.at(2)) {
                    self.headers(headers, site.span);
                }
                let kind = site.keyword("content_type").or_else(|| site.keyword("mimetype"));
                self.facts.html |=
                    kind.and_then(|kind| self.text_of(kind)).is_some_and(|text| text.contains("html"));
            }
            ("bottle" | "flask", "set_header" | "add_header") => self.header(site),
            _ if matches!(site.name, "setResponseHeader") => self.header(site),
            _ if site.name == "setResponseContentType" => {
                self.facts.html |= self.text_of(site.first()).is_some_and(|text| text.contains("html"));
            }
            _ => {}
        }
    }

    fn response_call(&mut self, site: &Site<'a>) {
        match site.name {
            "send" | "json" | "end" | "write" | "jsonp" => self.respond(site.first(), site.span),
            "redirect" => {
                if let Some(passed) = site.arguments.last() {
                    self.redirected(passed.value, site.span);
                }
            }
            "set" | "header" | "setHeader" | "append" | "appendHeader" => match site.at(1) {
                Some(_) => self.header(site),
                None => self.headers(site.first(), site.span),
            },
            "writeHead" => {
                if let Some(passed) = site.arguments.last() {
                    self.headers(passed.value, site.span);
                }
            }
            "type" | "contentType" => {
                self.facts.html |= self.text_of(site.first()).is_some_and(|text| text.contains("html"));
            }
            "location" => self.redirected(site.first(), site.span),
            "sendFile" | "download" | "sendfile" => {
                let root = site.at(1).and_then(|options| self.field(options, "root"));
                if root.is_none() {
                    let name = format!("response.{}", site.name);
                    self.reach(CodeRule::PathTraversal, site.first(), site.span, &name, None);
                }
            }
            _ => {}
        }
    }

    /// All headers of an answer.
    fn headers(&mut self, headers: Value, span: Span) {
        let ValueShape::Object(fields) = self.shape(headers).clone() else { return };
        for (name, value) in fields.named {
            self.header_is(name, value, span);
        }
        // Under a computed key: the caller may choose the name of the header.
        if let Some(rest) = fields.rest {
            self.reach(CodeRule::HeaderInjection, rest, span, "response headers", None);
        }
    }

    fn header(&mut self, site: &Site<'a>) {
        let (key, value) = (site.first(), site.at(1).unwrap_or_default());
        if let Some(name) = self.text_of(key) {
            self.header_is(name, value, site.span);
        } else {
            let name = self.name_of(site);
            self.reach(CodeRule::HeaderInjection, key, site.span, &name, None);
        }
    }

    fn header_is(&mut self, name: &'a str, value: Value, span: Span) {
        self.setting(name, value, span);
        if name.eq_ignore_ascii_case("location") {
            self.redirected(value, span);
        }
        self.leak(
            CodeRule::SecretReturned,
            &[Label::Secret, Label::Environment],
            value,
            span,
            "response header",
        );
    }

    fn redirected(&mut self, value: Value, span: Span) {
        match self.pieces(value).first() {
            Some(Piece::Text(text)) if is_fixed_target(text) => {}
            Some(Piece::Value(base)) if base.taint == 0 => {}
            Some(_) | None => self.reach(CodeRule::OpenRedirect, value, span, "redirect", None),
        }
    }

    /// A member of the response is assigned, such as `response.body`.
    pub fn response_member(&mut self, name: &'a str, value: Value, span: Span) {
        match name {
            "body" => self.respond(value, span),
            "location" | "Location" => self.redirected(value, span),
            _ => {}
        }
    }

    /// A named setting: a header, an option, a member that is assigned.
    pub fn setting(&mut self, name: &'a str, value: Value, span: Span) {
        if value.shape == 0 && value.taint == 0 && value.path == 0 {
            return;
        }
        match name {
            "rejectUnauthorized" | "strictSSL" | "verify_certs" | "ssl_verify" if self.is_false(value) => {
                self.place(CodeRule::TlsVerificationOff, span, name);
            }
            _ => {}
        }
        if name.len() == 27 && name.eq_ignore_ascii_case("access-control-allow-origin") {
            let any = self.text_of(value) == Some("*");
            if any {
                self.facts.any_origin.get_or_insert((span, None));
            } else if let Some((_, trace)) = self.judge(CodeRule::CorsAnyOrigin, value, None) {
                self.facts.any_origin.get_or_insert((span, Some(trace)));
            }
        } else if name.len() == 32 && name.eq_ignore_ascii_case("access-control-allow-credentials") {
            self.facts.credentials_allowed |= self.text_of(value) == Some("true") || self.is_true(value);
        } else if name.len() == 12 && (name.eq_ignore_ascii_case("content-type") || name == "content_type") {
            self.facts.html |= self.text_of(value).is_some_and(|text| text.contains("text/html"));
        }
        self.random_stored(name, value, span);
    }
}

/// Whether a text has an HTML tag in it.
fn is_markup(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        rest.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic() || matches!(letter, '/' | '!'))
    })
}

/// Whether the beginning of a URL decides the host.
fn is_fixed_target(text: &str) -> bool {
    match text.split_once("://") {
        Some((_, rest)) => rest.contains(['/', '?', '#']),
        None => text.starts_with('/') && text.len() > 1 && !text.starts_with("//"),
    }
}
