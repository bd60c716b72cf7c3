//! What somebody may have meant by a misspelt word.

/// The known word that is nearest, if any is near.
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (apart, near) = known.into_iter().map(|one| (distance(word, one), one)).min()?;
    (apart <= near.len() / 2).then_some(near)
}

/// How many letters must be added, removed or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().take(200).enumerate() {
        let mut next = vec![at + 1];
        for ((twin, pair), before) in other.iter().zip(row.windows(2)).zip(0..) {
            let (diagonal, above) = (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0));
            let left: usize = next.get::<usize>(before).copied().unwrap_or(0);
            next.push((diagonal + usize::from(letter != *twin)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        assert_eq!(
            [distance("abc", "abc"), distance("abc", "axc"), distance("", "ab"), distance("abcd", "bcd")],
            [0, 1, 2, 1]
        );
    }

    #[test]
    fn only_what_is_near_is_suggested() {
        assert_eq!(suggest("exeptions", ["checks", "exceptions"]), Some("exceptions"));
        assert_eq!(suggest("x", ["checks", "exceptions"]), None);
    }
}
