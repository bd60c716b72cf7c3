//! The names above the columns of the map.

use std::collections::BTreeSet;

/// Returns the names as they are read, each from top to bottom.
fn heads(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let letter = |row: usize, at: usize| lines.get(row).and_then(|line| line.chars().nth(at)).unwrap_or(' ');
    let last = lines.iter().position(|line| line.contains("from \\ to")).expect("the line with the corner");
    let width = lines.get(last).map_or(0, |line| line.chars().count());
    let after = (0..width).find(|at| letter(last, *at) == '\\').expect("a corner") + 4;
    // The pane beside the map begins with a frame.
    let end = (after..width).find(|at| "│┐".contains(letter(last, *at))).unwrap_or(width);
    let begins = |at: &usize| letter(last, *at) != ' ' && letter(last, at - 1) == ' ';
    let starts: Vec<usize> = (after..end).filter(begins).collect();
    let is_title = |row: &usize| lines.get(*row).is_some_and(|line| line.contains('─'));
    let top = (0..last).rev().find(is_title).expect("a title") + 1;
    let each = starts.iter().zip(starts.iter().skip(1).chain([&end]));
    let part =
        |row: usize, from: usize, to: usize| -> String { (from..to).map(|at| letter(row, at)).collect() };
    let name = |(from, to): (&usize, &usize)| -> String {
        (top..=last).map(|row| part(row, *from, *to).trim().to_owned()).collect()
    };
    each.map(name).collect()
}

#[test]
fn no_two_columns_of_the_map_read_alike() {
    let (_, played) = super::super::PLAYED.iter().find(|(name, _)| *name == "reach").expect("the scene");
    for (size, text) in &played.texts {
        let all = heads(text);
        let distinct: BTreeSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), all.len(), "{size}: {all:?}");
        assert!(all.len() > 5, "{size}: {all:?}");
    }
    let (_, large) = played.texts.iter().find(|(size, _)| size == "200x60").expect("the size");
    for name in ["checkout", "kube-system", "istio-system", "notifications"] {
        assert!(heads(large).iter().any(|head| head == name), "{name} in {:?}", heads(large));
    }
}
