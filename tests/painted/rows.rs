//! The rows of lists, as they are read at the usual size.

use std::collections::BTreeSet;

/// Returns the rows of the first list of a screen, without the names of its columns.
fn rows(text: &str) -> Vec<String> {
    let list = text.lines().skip_while(|line| !line.starts_with('┌')).skip(2);
    let inside = list.take_while(|line| line.starts_with('│'));
    let first = |line: &str| line.split(['│', '┃']).nth(1).unwrap_or_default().replace('▸', " ");
    inside.map(first).map(|row| row.trim().to_owned()).filter(|row| !row.is_empty()).collect()
}

#[test]
fn no_two_rows_of_a_list_of_the_demo_read_alike() {
    for scene in ["overview", "namespaces", "functions", "findings", "access"] {
        let (_, played) = super::super::PLAYED.iter().find(|(name, _)| *name == scene).expect("the scene");
        let (_, text) = played.texts.iter().find(|(size, _)| size == "120x36").expect("the size");
        let all = rows(text);
        assert!(all.len() > 10, "{scene}: {all:?}");
        let mut read = BTreeSet::new();
        for row in &all {
            assert!(read.insert(row), "{scene}, twice: {row}");
        }
    }
}

#[test]
fn no_reason_of_a_change_is_read_twice() {
    let mut count = 0;
    for (scene, played) in super::super::PLAYED.iter() {
        let mut read = BTreeSet::new();
        for note in played.lines.iter().filter(|line| line.starts_with("Note: ")) {
            assert!(read.insert(note), "{scene}, twice: {note}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}
