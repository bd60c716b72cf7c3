//! Whether a value may be a secret: placeholders, references and plain words are not.
//! A value flows in; yes or no flows out.

use super::Likelihood;

/// Substrings that occur only in placeholders.
const BLANKS: &[&str] = &[
    "placeholder",
    "your-",
    "your_",
    "yourpass",
    "yoursecret",
    "yourtoken",
    "yourapi",
    "yourkey",
    "xxx",
    "***",
    "...",
    "…",
    "•",
    "todo",
    "fixme",
    "redacted",
    "insert",
    "replace",
    "removed",
    "not-a-",
    "not_a_",
];

/// Substrings that also mark a placeholder, but are too common to mark the place of a secret.
const FORMS: &[&str] = &[
    "set-me",
    "set_me",
    "setme",
    "fill-in",
    "fill_in",
    "fill-me",
    "fillme",
    "tbd",
    "from-",
    "from_",
    "see vault",
    "secretkeyref",
    "keyvault",
];

/// Substrings of examples, which may work nevertheless.
const FILLERS: &[&str] = &[
    "example",
    "changeme",
    "change-me",
    "change_me",
    "changeit",
    "dummy",
    "foobar",
    "lorem",
    "sample",
    "fake",
    "mock",
    "test",
    "notreal",
    "secret123",
];

/// Whole values that are words, once digits and punctuation are removed.
const WORDS: &[&str] = &[
    "",
    "password",
    "passwort",
    "passwd",
    "pass",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "key",
    "admin",
    "root",
    "user",
    "username",
    "guest",
    "default",
    "string",
    "none",
    "null",
    "nil",
    "undefined",
    "true",
    "false",
    "mypassword",
    "mysecret",
    "mytoken",
    "myapikey",
    "supersecret",
    "topsecret",
    "postgres",
    "mysql",
    "mongo",
    "redis",
    "rabbitmq",
    "letmein",
    "qwerty",
    "abc",
    "abcdef",
    "bearer",
    "basic",
    "accesstoken",
    "refreshtoken",
    "clientsecret",
    "userpass",
    "adminpassword",
    "yourpassword",
    "hidden",
    "empty",
    "demo",
    "db",
    "foo",
    "bar",
    "baz",
    "foobar",
    "xyz",
    "username",
];

/// Whether a value is a placeholder for a secret.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let letters: String = lower.chars().filter(|symbol| symbol.is_alphabetic()).collect();
    BLANKS.iter().chain(FILLERS).any(|part| lower.contains(part))
        || (WORDS.contains(&letters.as_str()) && is_word_with_digits(&lower))
        || (lower.contains('<') && lower.contains('>'))
        || is_filler(&lower)
}

/// Whether a value must be replaced before use and works nowhere as written.
pub(super) fn is_blank_form(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let marks = !lower.chars().any(char::is_alphanumeric);
    marks
        || BLANKS.iter().chain(FORMS).any(|part| lower.contains(part))
        || (lower.contains('<') && lower.contains('>'))
}

/// Whether a person may have composed it from words and numbers, as in `Winter-2024` or `s3cr3t`.
pub(super) fn is_wordy(value: &str) -> bool {
    let letters = |text: &str| text.chars().all(char::is_alphabetic);
    let word = |part: &str| letters(part.trim_end_matches(|symbol: char| symbol.is_ascii_digit()));
    let plain: String = value.chars().map(unleet).filter(|symbol| symbol.is_alphabetic()).collect();
    value.split(|symbol: char| !symbol.is_alphanumeric()).all(word) || WORDS.contains(&plain.as_str())
}

/// The letter that a digit or a symbol replaces.
fn unleet(symbol: char) -> char {
    match symbol {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other.to_ascii_lowercase(),
    }
}

/// Whether a value is shaped like an object name of a cluster, such as `orders-db-credentials`.
pub(super) fn is_object_name(value: &str) -> bool {
    let fits =
        |symbol: char| symbol.is_ascii_lowercase() || symbol.is_ascii_digit() || "-._".contains(symbol);
    value.contains(['-', '_', '.']) && value.chars().all(fits) && is_name(value)
}

/// `password123` is a word; `p#9!` is not, although it contains a letter.
fn is_word_with_digits(lower: &str) -> bool {
    let others = lower.chars().filter(|symbol| !symbol.is_alphabetic()).count();
    let marks =
        lower.chars().filter(|symbol| !symbol.is_alphanumeric() && !"-_!.@#$%*".contains(*symbol)).count();
    marks == 0 && (others <= 6 || lower.chars().all(|symbol| symbol.is_ascii_digit()))
}

/// Mostly repetitions or sequences, such as `aaaa`, `12345678` or `abcdef`.
pub(super) fn is_filler(value: &str) -> bool {
    let symbols: Vec<u32> = value.chars().map(u32::from).collect();
    let pairs = symbols.len().saturating_sub(1);
    let dull = symbols
        .windows(2)
        .filter(|pair| matches!(pair, [first, second] if second.wrapping_sub(*first) <= 1))
        .count();
    pairs >= 3 && dull * 2 > pairs
}

/// Whether a value refers to a secret instead of being one.
pub(super) fn is_reference(value: &str) -> bool {
    let starts = [
        "$",
        "%",
        "{",
        "/",
        "./",
        "../",
        "~/",
        "arn:",
        "data:",
        "file:",
        "vault:",
        "env:",
        "secret:",
        "projects/",
        "process.env",
        "os.environ",
        "sha1-",
        "sha256-",
        "sha384-",
        "sha512-",
        "sha256:",
        "sha512:",
        "-----",
        "ssh-",
        "urn:",
        "+",
        "`",
        "'",
        "\"",
        "@",
    ];
    let inside = ["://", "${", "{{", "}}", "$(", "%(", "process.env", "os.environ", "getenv", "\\", "()"];
    // A quote or a plus at an end means that the text is between two literals, not inside one.
    let ends = ['+', '`', '\'', '"', ',', '('];
    starts.iter().any(|start| value.starts_with(start))
        || value.ends_with(ends)
        || inside.iter().any(|part| value.contains(part))
        || (value.contains('[') && value.contains(']'))
        || (value.contains('{') && value.contains('}'))
        || is_uuid(value)
}

/// Whether a value looks like a password that a person chose.
pub(super) fn is_password(value: &str) -> bool {
    let length = value.chars().count();
    let shape = CharacterKinds::of(value);
    let mixed = shape.letters && (shape.digits || shape.marks);
    let lower = value.to_lowercase();
    // `newPassword2` is a field, `N3w!Password` may be a password.
    let field =
        !(shape.marks && shape.digits) && ["password", "passwd"].iter().any(|word| lower.contains(word));
    ((8..=128).contains(&length) && mixed && !field && !is_name(value)) || is_random(value)
}

/// Maximum length of a value that looks generated; a longer one is rather a file.
const LONGEST: usize = 512;

/// The part to judge of a value that is a token by its place, however long it is.
pub(super) fn head(value: &str) -> &str {
    value.char_indices().nth(LONGEST).and_then(|(end, _)| value.get(..end)).unwrap_or(value)
}

/// Whether a value looks generated.
pub(super) fn is_random(value: &str) -> bool {
    let length = value.chars().count();
    let shape = CharacterKinds::of(value);
    // Names that contain a number switch from letters to digits and back at most once.
    let long = (16..=LONGEST).contains(&length) && turns(value) > 2;
    let marked = (10..=LONGEST).contains(&length) && shape.digits && shape.marks && shape.cases;
    shape.letters && (long || marked) && entropy(value) >= 3.0 && !is_name(value)
}

/// Words, numbers and short codes joined by dashes, dots and the like.
fn is_name(value: &str) -> bool {
    let joins = ['-', '_', '.', '/', ':', ','];
    value.contains(joins) && !CharacterKinds::of(value).marks && value.split(joins).all(is_plain)
}

/// A part of a name: short and not scrambled, or only letters, or only digits.
fn is_plain(part: &str) -> bool {
    let scrambled = part.len() >= 12 || (part.len() >= 8 && turns(part) > 2);
    !scrambled
        || part.bytes().all(|byte| byte.is_ascii_alphabetic())
        || part.bytes().all(|byte| byte.is_ascii_digit())
}

/// How often letters and digits alternate: five times in `a8Xk29qZ4`.
fn turns(value: &str) -> usize {
    value
        .as_bytes()
        .windows(2)
        .filter(|pair| matches!(pair, [first, second] if first.is_ascii_digit() != second.is_ascii_digit()))
        .count()
}

/// Groups of 8, 4, 4, 4 and 12 hexadecimal digits.
pub(super) fn is_uuid(value: &str) -> bool {
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && value.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own name")]
struct CharacterKinds {
    letters: bool,
    digits: bool,
    /// Symbols that names and paths do not contain.
    marks: bool,
    /// Contains both upper and lower case.
    cases: bool,
}

impl CharacterKinds {
    fn of(value: &str) -> Self {
        let any = |test: fn(char) -> bool| value.chars().any(test);
        Self {
            letters: any(char::is_alphabetic),
            digits: any(|symbol| symbol.is_ascii_digit()),
            marks: any(|symbol| "!@#$%^&*+=?~|;".contains(symbol)),
            cases: any(char::is_uppercase) && any(char::is_lowercase),
        }
    }
}

/// Shannon entropy in bits per byte.
#[expect(clippy::cast_precision_loss, reason = "small numbers, which are shown or compared")]
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = value.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / total)
        .map(|share| -share * share.log2())
        .sum()
}

/// How certain it is that a value used as a secret was meant as one.
pub(super) fn strength(value: &str) -> Likelihood {
    let weak = value.chars().count() < 6
        || value.contains(char::is_whitespace)
        || is_placeholder(value)
        || is_wordy(value);
    if weak { Likelihood::Possible } else { Likelihood::Likely }
}
