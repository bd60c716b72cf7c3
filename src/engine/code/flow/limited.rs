//! Texts of some characters: whether what a validation allows has a meaning where the text is used.

use super::super::letters::{
    Letters, Quotes, is_harmless_in_code, is_harmless_in_command, is_harmless_in_statement,
};
use super::super::report::Reason;
use super::super::rule::CodeRule;
use super::run::FlowRun;
use super::taint::{Label, Marks, TextPart};
use super::value::{Piece, Value};

/// What the characters of a text say about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Nothing was validated, or it does not matter.
    None,
    /// Some characters were refused, and others have a meaning.
    Partial,
    Harmless,
}

impl FlowRun<'_, '_> {
    pub fn limit_of(&self, rule: CodeRule, value: Value, part: TextPart, reason: Option<Reason>) -> Limit {
        let letters = self.letters_of(part);
        if letters == Letters::ANY {
            return Limit::None;
        }
        let harmless = match rule {
            // Any object fits in letters and digits.
            CodeRule::UnsafeDeserialization
            | CodeRule::XmlExternalEntities
            | CodeRule::TokenNotVerified
            | CodeRule::SecretCompared
            | CodeRule::IdentityFromHeader => return Limit::None,
            _ if part.marks.has(Marks::DECODED) => false,
            CodeRule::CommandInjection => is_harmless_in_command(letters, self.quotes_of(value, part)),
            CodeRule::SqlInjection => is_harmless_in_statement(letters, self.quotes_of(value, part)),
            CodeRule::CodeInjection => is_harmless_in_code(letters),
            CodeRule::NoSqlInjection => !letters.has('['),
            CodeRule::TemplateInjection => !letters.has_any("{}<>%$#@"),
            CodeRule::LdapInjection => !letters.has_any("()*\\"),
            CodeRule::HeaderInjection | CodeRule::LogInjection => {
                !letters.has_any("\r\n") && !letters.meets(Letters::LAST_BREAK)
            }
            CodeRule::PathTraversal => {
                let to_root = letters.meets(Letters::ROOTED) && self.may_begin(value, part);
                !(letters.leads_up() || to_root)
            }
            CodeRule::PrototypePollution => !letters.has('_'),
            CodeRule::PatternFromInput => !letters.has_any("()[]{}*+?|\\"),
            CodeRule::CrossSiteScripting => !letters.has_any("<>\"'`"),
            CodeRule::OpenRedirect => !letters.has(':') && !letters.meets(Letters::SLASHES),
            CodeRule::ServerSideRequestForgery => self.is_harmless_in_address(letters, value, part, reason),
            CodeRule::SlowPattern
            | CodeRule::SecretLogged
            | CodeRule::SecretReturned
            | CodeRule::SecretSent
            | CodeRule::EventLogged
            | CodeRule::StackReturned
            | CodeRule::TlsVerificationOff
            | CodeRule::WeakPasswordHash
            | CodeRule::WeakCipher
            | CodeRule::StaticKey
            | CodeRule::PredictableRandom
            | CodeRule::CorsAnyOrigin
            | CodeRule::SecretFallback => false,
        };
        if harmless { Limit::Harmless } else { Limit::Partial }
    }

    /// The quotes around a part of a text; none if they differ.
    fn quotes_of(&self, value: Value, part: TextPart) -> Quotes {
        let mut open = Quotes::None;
        let mut found: Option<Quotes> = None;
        for piece in self.pieces(value) {
            match piece {
                Piece::Text(text) => open = open.after(text),
                Piece::Value(inner) if self.has_part(inner, part) => match found {
                    Some(known) if known != open => return Quotes::None,
                    _ => found = Some(open),
                },
                Piece::Value(_) => {}
            }
        }
        found.unwrap_or(Quotes::None)
    }

    fn has_part(&self, value: Value, part: TextPart) -> bool {
        let mut parts = self.taints.parts(value.taint).iter();
        parts.any(|one| one.label == Label::Caller && one.origin == part.origin)
    }

    /// Whether a path may begin with a part, so that a slash leads to the root.
    pub fn may_begin(&self, value: Value, part: TextPart) -> bool {
        let first = self.pieces(value).into_iter().find(|piece| *piece != Piece::Text(""));
        let begins = matches!(first, Some(Piece::Value(inner)) if self.has_part(inner, part));
        begins || part.marks.has(Marks::ABSOLUTE)
    }

    /// A part of the path, or a name below a constant domain.
    fn is_harmless_in_address(
        &self,
        letters: Letters,
        value: Value,
        part: TextPart,
        reason: Option<Reason>,
    ) -> bool {
        if reason == Some(Reason::FixedHost) {
            return !letters.leads_up();
        }
        let pieces = self.pieces(value);
        let place = pieces
            .iter()
            .position(|piece| matches!(piece, Piece::Value(inner) if self.has_part(*inner, part)));
        let next = place.and_then(|place| pieces.get(place.saturating_add(1)));
        let Some(Piece::Text(next)) = next else { return false };
        let domain =
            next.strip_prefix('.').map(|rest| rest.split(['/', ':', '?']).next().unwrap_or_default());
        domain.is_some_and(|domain| domain.len() > 3) && !letters.has_any("/\\@:#?% \t\r\n")
    }
}
