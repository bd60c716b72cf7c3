//! Values that look like another value: the same length and the same kinds of characters, from a key that exists only
//! while a recording is made.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use regex::Regex;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

/// Tries of each way to disguise a value.
const TRIES: u8 = 16;

/// Beginnings of tokens that their providers publish; they are not secret.
const PUBLIC: [&str; 28] = [
    "AGE-SECRET-KEY-1",
    "github_pat_",
    "pypi-AgEI",
    "dckr_pat_",
    "sk_live_",
    "rk_live_",
    "dop_v1_",
    "shpat_",
    "glpat-",
    "xoxb-",
    "xoxa-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "npm_",
    "SG.",
    "SK",
    "ssh-",
    "eyJ",
];

const WEBHOOK: &str = "https://hooks.slack.com/services/";

/// Names of parts of a value.
static NAMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:bearer|basic)\s+|[A-Za-z][A-Za-z0-9_. -]*[=:]").ok());

/// Public samples of weak values, for values that are as weak.
const WEAK: [&str; 10] = [
    "changeme",
    "password",
    "secret",
    "admin",
    "test",
    "example",
    "12345",
    "123456",
    "p4ss",
    "correct horse",
];

/// How a value was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    Standard,
    UrlSafe,
}

const EITHER: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EITHER);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, EITHER);

/// Returns the text behind base64, if it is text.
pub fn decode(value: &str) -> Option<(Alphabet, String)> {
    let bare = value.trim_end_matches("%3D").trim_end_matches('=');
    let standard = STANDARD.decode(bare).map(|bytes| (Alphabet::Standard, bytes));
    let read = standard.or_else(|_| URL_SAFE.decode(bare).map(|bytes| (Alphabet::UrlSafe, bytes)));
    let (alphabet, bytes) = read.ok().filter(|_| bare.len() >= 8)?;
    let text = String::from_utf8(bytes).ok()?;
    let is_strange = |symbol: char| symbol.is_control() && !symbol.is_ascii_whitespace();
    (!text.contains(is_strange)).then_some((alphabet, text))
}

/// Returns a text encoded as another value is, its padding included.
pub fn encode(alphabet: Alphabet, text: &str, like: &str) -> String {
    let bare = match alphabet {
        Alphabet::Standard => STANDARD.encode(text),
        Alphabet::UrlSafe => URL_SAFE.encode(text),
    };
    let padding = like.find(['=', '%']).and_then(|at| like.get(at..)).unwrap_or_default();
    bare + padding
}

/// Makes values that look like others.
#[derive(Default)]
pub struct Disguise {
    keys: [RandomState; 2],
}

/// Which characters stay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DisguiseKind {
    /// None but punctuation.
    Every,
    /// The beginning that a provider publishes.
    Prefix,
    /// A vowel stays a vowel, so that words remain pronounceable.
    Vowels,
    /// Everything up to the first colon.
    Scheme,
    /// Names before `=` and `:`, and the names of schemes.
    Names,
}

impl Disguise {
    /// Returns values of a known structure: tokens of three parts, keys in PEM, tokens with a checksum.
    pub fn structured(&self, value: &str) -> Vec<String> {
        let mut all: Vec<String> = self.web_token(value).into_iter().collect();
        all.extend(self.webhook(value));
        if value.contains("-----") {
            all.push(self.pem(value));
        }
        if value.len() == 40 && value.is_ascii() && value.get(3..4) == Some("_") {
            all.push(self.summed(value));
        }
        all
    }

    /// Returns values with the same kinds of characters, those that keep least first.
    pub fn plain<'a>(&'a self, value: &'a str) -> impl Iterator<Item = String> + 'a {
        let ways = [
            DisguiseKind::Every,
            DisguiseKind::Prefix,
            DisguiseKind::Vowels,
            DisguiseKind::Scheme,
            DisguiseKind::Names,
        ];
        let tries = ways.into_iter().flat_map(|way| (0..TRIES).map(move |number| (way, number)));
        tries.map(move |(way, number)| {
            let kept = match way {
                DisguiseKind::Names => return self.beside_names(value, number),
                DisguiseKind::Every | DisguiseKind::Vowels => 0,
                DisguiseKind::Prefix => {
                    PUBLIC.iter().find(|prefix| value.starts_with(**prefix)).map_or(0, |one| one.len())
                }
                DisguiseKind::Scheme => value.find(':').map_or(0, |at| at + 1),
            };
            let (head, tail) = value.split_at_checked(kept).unwrap_or(("", value));
            head.to_owned() + &self.like(tail, number, way == DisguiseKind::Vowels)
        })
    }

    /// Returns public values that are as weak, those of the same length first.
    pub fn weak(value: &str) -> impl Iterator<Item = String> {
        let length = value.len();
        let of = move |same: bool| WEAK.into_iter().filter(move |weak| (weak.len() == length) == same);
        of(true).chain(of(false)).map(str::to_owned)
    }

    /// Returns a JSON Web Token with the same header, another payload of the same length and another signature.
    fn web_token(&self, value: &str) -> Option<String> {
        let parts: Vec<&str> = value.split('.').collect();
        let [header, payload, signature] = parts.as_slice() else { return None };
        let object = |part: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
            serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object).map(|_| bytes.len())
        };
        object(header)?;
        let filler = object(payload)?.checked_sub("{\"sub\":\"\"}".len())?;
        let filler = self.like(&"a".repeat(filler), 0, false);
        let payload = URL_SAFE_NO_PAD.encode(format!("{{\"sub\":\"{filler}\"}}"));
        Some(format!("{header}.{payload}.{}", self.like(signature, 0, false)))
    }

    /// Returns an address of a Slack webhook with the same letter at the beginning of each part.
    fn webhook(&self, value: &str) -> Option<String> {
        let rest = value.strip_prefix(WEBHOOK)?;
        let each = rest.split('/').map(|part| {
            let (head, tail) = part.split_at_checked(1).unwrap_or(("", part));
            head.to_owned() + &self.like(tail, 0, false)
        });
        Some(WEBHOOK.to_owned() + &each.collect::<Vec<_>>().join("/"))
    }

    /// Returns a value in which the names stay.
    fn beside_names(&self, value: &str, number: u8) -> String {
        let (mut out, mut from) = (String::new(), 0);
        for found in NAMES.iter().flat_map(|names| names.find_iter(value)) {
            out.push_str(&self.like(value.get(from..found.start()).unwrap_or_default(), number, false));
            out.push_str(found.as_str());
            from = found.end();
        }
        out + &self.like(value.get(from..).unwrap_or_default(), number, false)
    }

    /// Returns a key with the same first and last line.
    fn pem(&self, value: &str) -> String {
        let parts = value.split("-----").enumerate();
        let each =
            parts.map(|(at, part)| if at % 2 == 1 { part.to_owned() } else { self.like(part, 0, false) });
        each.collect::<Vec<_>>().join("-----")
    }

    /// Returns a token of GitHub or npm whose checksum is valid.
    fn summed(&self, value: &str) -> String {
        let body = self.like(value.get(4..34).unwrap_or_default(), 0, false);
        let mut number = crc32fast::hash(body.as_bytes());
        let mut sum = [b'0'; 6];
        for digit in sum.iter_mut().rev() {
            const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            *digit = DIGITS.get(number as usize % 62).copied().unwrap_or(b'0');
            number /= 62;
        }
        let sum: String = sum.iter().map(|digit| char::from(*digit)).collect();
        [value.get(..4).unwrap_or_default(), &body, &sum].concat()
    }

    /// Replaces letters by letters and digits by digits; escapes and everything else stay.
    fn like(&self, value: &str, number: u8, vowels: bool) -> String {
        let mut stream = Stream { disguise: self, value, number, block: 0, bytes: Vec::new() };
        let is_hex = value.bytes().all(|byte| !byte.is_ascii_lowercase() || byte <= b'f');
        let is_base32 = value.bytes().all(|byte| !byte.is_ascii_digit() || (b'2'..=b'7').contains(&byte));
        let mut kept = 0_u8;
        let next = |symbol: char| {
            if kept > 0 {
                kept -= 1;
                return symbol;
            }
            let set: &[u8] = match symbol {
                '\\' => {
                    kept = 1;
                    return symbol;
                }
                '%' => {
                    kept = 2;
                    return symbol;
                }
                'a' | 'e' | 'i' | 'o' | 'u' if vowels => b"aeiou",
                'a'..='z' if vowels => b"bcdfghjklmnpqrstvwxyz",
                'A' | 'E' | 'I' | 'O' | 'U' if vowels => b"AEIOU",
                'A'..='Z' if vowels => b"BCDFGHJKLMNPQRSTVWXYZ",
                'a'..='z' if is_hex => b"abcdef",
                'a'..='z' => b"abcdefghijklmnopqrstuvwxyz",
                'A'..='Z' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                '0'..='9' if is_base32 => b"234567",
                '0'..='9' => b"0123456789",
                other if other.is_alphanumeric() => b"abcdefghijklmnopqrstuvwxyz",
                _ => return symbol,
            };
            let at = usize::from(stream.next()) % set.len();
            set.get(at).map_or(symbol, |byte| char::from(*byte))
        };
        value.chars().map(next).collect()
    }
}

/// Bytes that follow from a value and the key.
struct Stream<'a> {
    disguise: &'a Disguise,
    value: &'a str,
    number: u8,
    block: u32,
    bytes: Vec<u8>,
}

impl Stream<'_> {
    fn next(&mut self) -> u8 {
        if self.bytes.is_empty() {
            let mut hash = Sha256::new();
            for key in &self.disguise.keys {
                hash.update(key.hash_one((self.value, self.number, self.block)).to_le_bytes());
            }
            hash.update([self.number]);
            hash.update(self.block.to_le_bytes());
            self.bytes = hash.finalize().to_vec();
            self.block += 1;
        }
        self.bytes.pop().unwrap_or_default()
    }
}

#[cfg(test)]
#[test]
fn the_names_compile() {
    assert!(NAMES.is_some());
}
