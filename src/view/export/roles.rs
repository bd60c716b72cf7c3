//! A map of the roles of cells, for tests that would otherwise not notice a lost colour. A buffer painted
//! with `Theme::roles()` flows in; letters with a legend flow out.

use super::grid::{Glyph, Look, glyphs};
use crate::view::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use std::collections::BTreeSet;

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Returns one letter per cell, then the selected columns of the row, then a legend of the letters used.
///
/// A blank has no letter when it has no role or that of plain text; `?` is a colour without a role.
#[must_use]
pub fn roles(buffer: &Buffer) -> String {
    let (mut out, mut used) = (String::new(), BTreeSet::new());
    for row in glyphs(buffer) {
        let line: String = row.iter().map(|glyph| letters(glyph, &mut used)).collect();
        out.push_str(line.trim_end());
        out.push_str(&selected(&row));
        out.push('\n');
    }
    out.push('\n');
    let legend = |role: Role| format!("{} = {role:?}\n", letter(role));
    out.extend(used.into_iter().map(legend));
    out
}

fn letters(glyph: &Glyph, used: &mut BTreeSet<Role>) -> String {
    let blank = glyph.text.trim().is_empty();
    let sign = match role(glyph.look.fg) {
        Ok(None | Some(Role::Text)) if blank => ' ',
        Ok(None) => ' ',
        Err(()) => '?',
        Ok(Some(role)) => {
            used.insert(role);
            letter(role)
        }
    };
    std::iter::repeat_n(sign, usize::from(glyph.width)).collect()
}

/// Returns the role of a colour; `Err` is a colour that no theme contains.
fn role(color: Color) -> Result<Option<Role>, ()> {
    match color {
        Color::Reset => Ok(None),
        Color::Indexed(index) => Role::ALL.get(usize::from(index)).copied().map(Some).ok_or(()),
        _ => Err(()),
    }
}

fn letter(role: Role) -> char {
    LETTERS.chars().nth(role as usize).unwrap_or('*')
}

fn selected(row: &[Glyph]) -> String {
    let mut spans: Vec<(u16, u16)> = Vec::new();
    for glyph in row.iter().filter(|glyph| is_selected(glyph.look)) {
        let end = glyph.column + glyph.width - 1;
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == glyph.column => *last = end,
            _ => spans.push((glyph.column, end)),
        }
    }
    if spans.is_empty() {
        return String::new();
    }
    let named: Vec<String> = spans.iter().map(|(from, to)| format!("{from}..{to}")).collect();
    format!("  < selected {}", named.join(", "))
}

fn is_selected(look: Look) -> bool {
    look.bg == Color::Indexed(Role::Selection as u8) || look.modifier.contains(Modifier::REVERSED)
}
