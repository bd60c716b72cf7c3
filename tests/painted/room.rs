//! On large screens nothing is cut beside columns that are blank.

use super::super::{PLAYED, Played};
use fnsec::app::screen::place::ScreenKind;

/// The part of consecutive lines between two frames, with the columns from and to.
struct Pane<'a> {
    from: usize,
    to: usize,
    lines: Vec<&'a [char]>,
}

/// What stands for what was cut.
const CUT: char = '…';
/// How many blank columns in a row a table has between two columns at most, and how many others a pane may leave blank.
const GAP: usize = 2;
const SPARE: usize = 3;

fn is_frame(letter: char) -> bool {
    "│┃├┤┌┐└┘┬┴┼".contains(letter)
}

fn panes(lines: &[Vec<char>]) -> Vec<Pane<'_>> {
    let mut open: Vec<Pane<'_>> = Vec::new();
    let mut done = Vec::new();
    for line in lines {
        let ends: Vec<usize> =
            line.iter().enumerate().filter(|(_, letter)| is_frame(**letter)).map(|(at, _)| at).collect();
        let mut next = Vec::new();
        for (from, to) in ends.iter().zip(ends.iter().skip(1)).map(|(from, to)| (from + 1, *to)) {
            let part = line.get(from..to).expect("within the line");
            if part.iter().filter(|letter| **letter == '─').count() * 2 > part.len() {
                continue;
            }
            let known = open.iter().position(|pane| (pane.from, pane.to) == (from, to));
            let mut pane = known.map_or(Pane { from, to, lines: Vec::new() }, |at| open.swap_remove(at));
            pane.lines.push(part);
            next.push(pane);
        }
        done.append(&mut open);
        open = next;
    }
    done.append(&mut open);
    done
}

/// Returns a line that was cut; not one that waits, and not a fold in a text.
fn cut_line(pane: &Pane<'_>) -> Option<String> {
    let is_cut = |line: &&&[char]| line.windows(2).any(|two| matches!(two, [before, CUT] if *before != ' '));
    pane.lines.iter().find(is_cut).map(|line| line.iter().collect())
}

/// Returns how many columns are blank on every line, without the gaps between columns.
fn spare(pane: &Pane<'_>) -> usize {
    let is_blank = |at: usize| pane.lines.iter().all(|line| line.get(at) == Some(&' '));
    let (mut spare, mut run) = (0, 0_usize);
    for at in 0..=pane.to - pane.from {
        if at < pane.to - pane.from && is_blank(at) {
            run += 1;
        } else {
            spare += run.saturating_sub(GAP);
            run = 0;
        }
    }
    spare
}

/// Returns a line of facts that was cut at its end though the lines below are blank; not one of a list.
fn cut_fact(pane: &Pane<'_>) -> Option<String> {
    const BLANK: usize = 3;
    let text = |line: &&[char]| line.iter().collect::<String>().trim().to_owned();
    let lines: Vec<String> = pane.lines.iter().map(text).collect();
    let is_list = lines.iter().any(|line| line.starts_with("SEV ") || line.starts_with("NAMESPACE"));
    let blank = lines.iter().rev().take_while(|line| line.is_empty()).count();
    // A line of code has a number in front.
    let is_code = |line: &str| {
        line.split(' ').find(|word| !word.is_empty()).is_some_and(|word| word.parse::<usize>().is_ok())
    };
    let cut = |line: &&String| line.ends_with(CUT) && !line.ends_with(" …") && !is_code(line);
    let found = lines.iter().filter(|line| line.chars().count() > 1).find(cut).cloned();
    found.filter(|_| !is_list && blank >= BLANK)
}

/// Returns a title that was cut though its rule goes on.
fn cut_title(line: &str) -> bool {
    let parts: Vec<&str> = line.split(CUT).collect();
    parts.iter().zip(parts.iter().skip(1)).any(|(before, after)| {
        let rule = after.trim_start_matches(' ').chars().take_while(|letter| *letter == '─').count();
        !before.ends_with(' ') && rule > SPARE
    })
}

#[test]
fn nothing_is_cut_beside_blank_columns_on_large_screens() {
    let mut wrong = Vec::new();
    for (scene, Played { large, place, .. }) in PLAYED.iter() {
        // The page of a check has such marks of its own, and its lines are wrapped; YAML has its indent.
        let is_text = matches!(place, ScreenKind::Explain | ScreenKind::Object) || *scene == "details";
        for (size, text) in large.iter().filter(|_| !is_text) {
            let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
            let pane = panes(&lines).into_iter().find_map(|pane| {
                let line = cut_line(&pane)?;
                (spare(&pane) > SPARE).then(|| format!("{} columns: {}", spare(&pane), line.trim()))
            });
            wrong.extend(pane.map(|what| format!("{scene} {size}, {what}")));
            let fact = panes(&lines).iter().find_map(cut_fact);
            wrong.extend(fact.map(|line| format!("{scene} {size}, above blank lines: {line}")));
            let title = text.lines().find(|line| cut_title(line));
            wrong.extend(title.map(|line| format!("{scene} {size}, title: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_line_of_hints_is_cut() {
    let mut wrong = Vec::new();
    for (scene, Played { texts, large, .. }) in PLAYED.iter() {
        for (size, text) in texts.iter().chain(large) {
            let hints = text.lines().rev().nth(1).unwrap_or_default();
            if hints.trim_end().ends_with(CUT) {
                wrong.push(format!("{scene} {size}: {hints}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
