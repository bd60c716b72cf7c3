//! What is painted that is no word stands in the legend of its place.

use super::super::{PLAYED, Played};
use fnsec::app::screen::place::ScreenKind;
use fnsec::view::parts::legend;
use std::collections::BTreeSet;

/// The lines of frames and grids, which mean nothing.
const FRAMES: &str = "─│┌┐└┘├┤┬┴┼";

fn is_explained(place: ScreenKind, mark: &str) -> bool {
    legend::of(place).any(|entry| entry.marks.split(' ').any(|one| shape(one) == mark))
}

#[test]
fn every_symbol_on_screen_is_explained_by_the_help_of_its_place() {
    let mut unknown = BTreeSet::new();
    for (scene, Played { texts, large, place, .. }) in PLAYED.iter() {
        for (_, text) in texts.iter().chain(large) {
            let symbols = text.chars().filter(|letter| !letter.is_ascii() && !FRAMES.contains(*letter));
            for symbol in symbols.collect::<BTreeSet<char>>() {
                let is_known =
                    legend::of(*place).any(|entry| entry.marks.chars().any(|letter| letter == symbol));
                if !is_known {
                    unknown.insert(format!("{symbol} on {place:?} ({scene})"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Returns the titles of columns: a line of words in capitals.
fn titles(text: &str) -> BTreeSet<String> {
    let parts = text.lines().flat_map(|line| line.split(['│', '┃']));
    let bare = |part: &str| part.replace(['↓', '↑'], " ");
    let is_title = |word: &str| word.chars().all(|letter| letter.is_ascii_uppercase());
    let rows = parts.map(bare).filter(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        words.len() > 1 && words.iter().all(|word| is_title(word))
    });
    rows.flat_map(|row| row.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_abbreviated_title_of_a_column_is_explained() {
    /// A title this short is no word of its own.
    const SHORT: usize = 3;
    const WORDS: [&str; 2] = ["TO", "BY"];
    let (mut unknown, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for (scene, Played { texts, large, place, shows, .. }) in PLAYED.iter() {
        // What is over a screen has words of its own.
        if shows.len() > 1 {
            continue;
        }
        for title in texts.iter().chain(large).flat_map(|(_, text)| titles(text)) {
            if title.len() > SHORT || WORDS.contains(&title.as_str()) {
                continue;
            }
            if !is_explained(*place, &shape(&title)) {
                unknown.insert(format!("{title} on {place:?} ({scene})"));
            }
            seen.insert(title);
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(["C", "FN", "PSS", "X", "FIX", "SEV"].iter().all(|title| seen.contains(*title)), "{seen:?}");
}

/// Returns a mark with each number as 1.
fn shape(word: &str) -> String {
    let mut out = String::new();
    for letter in word.chars() {
        match letter {
            '0'..='9' if out.ends_with('1') => {}
            '0'..='9' => out.push('1'),
            other => out.push(other),
        }
    }
    out
}

/// Returns the marks of a list that are neither words nor numbers: `18~`, `(3`, `--`, `+4`.
fn marks(text: &str) -> BTreeSet<String> {
    /// Versions, days, ranges, patterns of paths, and what a sentence has around a number.
    const WORDS: [&str; 9] = ["1.1.1", "1-1", "1-1-1:", "/*:", "/.*:", "1,", "1)", "(1", "\\"];
    let is_mark = |word: &&str| {
        word.is_ascii()
            && !WORDS.contains(&&*shape(word))
            && !word.chars().any(|letter| letter.is_ascii_alphabetic())
            && !word.chars().all(|letter| letter.is_ascii_digit())
    };
    let rows = text.lines().filter(|line| line.starts_with(['│', '├', '┌']));
    // The line below a grid explains its marks itself.
    let parts = rows.flat_map(|line| line.split(['│', '┃'])).filter(|part| !part.contains("granted"));
    let words = parts.flat_map(str::split_whitespace).flat_map(|word| word.split(['█', '░', '■', '·']));
    words.filter(is_mark).map(shape).filter(|mark| !mark.is_empty()).collect()
}

#[test]
fn every_mark_of_a_list_is_explained() {
    const LISTS: [ScreenKind; 8] = [
        ScreenKind::Overview,
        ScreenKind::Namespaces,
        ScreenKind::Namespace,
        ScreenKind::Functions,
        ScreenKind::Findings,
        ScreenKind::Reach,
        ScreenKind::Access,
        ScreenKind::Plan,
    ];
    let (mut unknown, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for (scene, Played { texts, large, place, shows, .. }) in PLAYED.iter() {
        if !LISTS.contains(place) || shows.len() > 1 {
            continue;
        }
        for mark in texts.iter().chain(large).flat_map(|(_, text)| marks(text)) {
            if !is_explained(*place, &mark) {
                unknown.insert(format!("{mark} on {place:?} ({scene})"));
            }
            seen.insert(mark);
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(seen.contains("1~") && seen.contains("--"), "{seen:?}");
}
