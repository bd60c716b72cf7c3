//! Texts for the properties: seeds and fragments of real syntax, joined, cut, repeated and disturbed.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fs;
use std::path::{Path, PathBuf};

/// What is done to a text, at places that are fractions of its length.
#[derive(Debug, Clone)]
enum Change {
    Insert(Index, String),
    Remove(Index, usize),
    Repeat(Index, usize),
    End(Index),
}

pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

/// The fragments of a dictionary, in the format of libFuzzer.
pub fn fragments(name: &str) -> Vec<String> {
    let path = folder("dictionaries").join(format!("{name}.dict"));
    let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let entries = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries.map(fragment).collect()
}

fn fragment(line: &str) -> String {
    let quoted = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let mut letters = quoted.unwrap_or_else(|| panic!("{line} is not in quotes")).bytes();
    let mut bytes = Vec::new();
    while let Some(byte) = letters.next() {
        bytes.push(match (byte, byte == b'\\') {
            (byte, false) => byte,
            (_, true) => match letters.next() {
                Some(b'x') => {
                    let digits = [letters.next(), letters.next()].map(|digit| digit.expect("two digits"));
                    u8::from_str_radix(std::str::from_utf8(&digits).expect("digits"), 16).expect("a byte")
                }
                other => other.expect("an escape"),
            },
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// Whole texts, by their names.
pub fn seeds(name: &str) -> Vec<(String, String)> {
    let path = folder("seeds").join(name);
    let files = fs::read_dir(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let paths = files.map(|file| file.expect("a file").path());
    paths.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("UTF-8"))).collect()
}

/// Half of the texts begin as a seed, half are fragments alone; then up to six changes are made.
pub fn texts(name: &str) -> impl Strategy<Value = String> + use<> {
    let (fragments, seeds) = (fragments(name), seeds(name));
    let whole: Vec<String> = seeds.into_iter().map(|(_, text)| text).collect();
    let one = select(fragments);
    let joined = prop::collection::vec(one.clone(), 0..16).prop_map(|all| all.concat());
    let begun = prop_oneof![select(whole), joined];
    let odd = prop_oneof![4 => one, 1 => any::<char>().prop_map(String::from)];
    let change = prop_oneof![
        4 => (any::<Index>(), odd).prop_map(|(at, text)| Change::Insert(at, text)),
        2 => (any::<Index>(), 1..12_usize).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => (any::<Index>(), 1..24_usize).prop_map(|(at, count)| Change::Repeat(at, count)),
        1 => any::<Index>().prop_map(Change::End),
    ];
    (begun, prop::collection::vec(change, 0..6))
        .prop_map(|(text, changes)| changes.into_iter().fold(text, changed))
}

#[expect(clippy::needless_pass_by_value, reason = "a step of a fold")]
fn changed(text: String, change: Change) -> String {
    let letters: Vec<char> = text.chars().collect();
    let place = |at: Index| at.index(letters.len() + 1);
    let put = |at: usize, skipped: usize, new: &[char]| {
        let (head, tail) = letters.split_at(at);
        head.iter().chain(new).chain(tail.iter().skip(skipped)).collect()
    };
    match change {
        Change::Insert(at, new) => put(place(at), 0, &new.chars().collect::<Vec<_>>()),
        Change::Remove(at, count) => put(place(at), count, &[]),
        Change::Repeat(at, count) => {
            let at = place(at);
            let part: Vec<char> = letters.iter().skip(at).take(count).copied().collect();
            put(at, 0, &part)
        }
        Change::End(at) => letters.iter().take(place(at)).collect(),
    }
}
