//! The lines that were typed before, and filters with names.

use crate::engine::credentials::masked;
use crate::source::memory::{MOST, MemoryEntry, MemoryFile};

/// The most characters of a line that is remembered.
pub const LONGEST: usize = 200;

/// Which line is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedLine {
    Filter,
    Command,
}

#[derive(Debug, Clone, Default)]
pub struct Memory {
    pub remembered: MemoryFile,
    /// How far back the open line is, and what was typed before.
    at: Option<usize>,
    draft: String,
}

impl Memory {
    #[must_use]
    pub fn new(mut remembered: MemoryFile) -> Self {
        let is_kept = |line: &String| is_fit(line);
        remembered.filters.retain(is_kept);
        remembered.commands.retain(is_kept);
        remembered.named.retain(|name, text| is_fit(name) && is_fit(text));
        for lines in [&mut remembered.filters, &mut remembered.commands] {
            lines.drain(..lines.len().saturating_sub(MOST));
        }
        while remembered.named.len() > MOST {
            remembered.named.pop_last();
        }
        Self { remembered, ..Self::default() }
    }

    fn lines(&mut self, typed: TypedLine) -> &mut Vec<String> {
        match typed {
            TypedLine::Filter => &mut self.remembered.filters,
            TypedLine::Command => &mut self.remembered.commands,
        }
    }

    /// Begins a line.
    pub fn open(&mut self) {
        (self.at, self.draft) = (None, String::new());
    }

    /// Whether a line of the past is shown.
    #[must_use]
    pub fn is_back(&self) -> bool {
        self.at.is_some()
    }

    /// Remembers a line; returns it if it is new. A line that looks like a credential is not remembered.
    pub fn add(&mut self, typed: TypedLine, line: &str) -> Option<MemoryEntry> {
        let line = line.trim();
        if !is_fit(line) || self.lines(typed).last().is_some_and(|last| last == line) {
            return None;
        }
        let entry = match typed {
            TypedLine::Filter => MemoryEntry::Filter(line.to_owned()),
            TypedLine::Command => MemoryEntry::Command(line.to_owned()),
        };
        self.remembered.take(&entry);
        Some(entry)
    }

    /// Gives a filter a name; an empty filter takes the name away. Returns what changed.
    ///
    /// # Errors
    /// If the name or the filter cannot be kept.
    pub fn name(&mut self, name: &str, filter: &str) -> Result<MemoryEntry, String> {
        let named = &self.remembered.named;
        if filter.is_empty() && !named.contains_key(name) {
            return Err(format!("no filter is named {name}"));
        }
        if !filter.is_empty() && (!is_fit(name) || !is_fit(filter)) {
            return Err("this is too long, or looks like a credential, and is not kept".into());
        }
        if !filter.is_empty() && named.len() >= MOST && !named.contains_key(name) {
            return Err(format!("{MOST} filters have names already"));
        }
        let entry = match filter {
            "" => MemoryEntry::Forgotten(name.to_owned()),
            filter => MemoryEntry::Named { name: name.to_owned(), filter: filter.to_owned() },
        };
        self.remembered.take(&entry);
        Ok(entry)
    }

    /// Returns the line before (`older`) or after the one that is shown, `now`; nothing at an end.
    pub fn recall(&mut self, typed: TypedLine, older: bool, now: &str) -> Option<String> {
        let lines = self.lines(typed).clone();
        let at = match (self.at, older) {
            (None, true) => {
                now.clone_into(&mut self.draft);
                lines.len().checked_sub(1)?
            }
            (None, false) => return None,
            (Some(at), true) => at.checked_sub(1)?,
            (Some(at), false) if at + 1 >= lines.len() => {
                self.at = None;
                return Some(std::mem::take(&mut self.draft));
            }
            (Some(at), false) => at + 1,
        };
        self.at = Some(at);
        lines.get(at).cloned()
    }
}

fn is_fit(line: &str) -> bool {
    let is_clean = !line.chars().any(char::is_control);
    !line.is_empty() && line.chars().count() <= LONGEST && is_clean && masked(line) == line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_goes_back_and_forth_and_keeps_what_was_typed() {
        let mut memory = Memory::default();
        assert!(
            memory.add(TypedLine::Filter, "one").is_some() && memory.add(TypedLine::Filter, "two").is_some()
        );
        assert_eq!(memory.add(TypedLine::Filter, "two"), None);
        memory.open();
        assert_eq!(memory.recall(TypedLine::Filter, true, "dra").as_deref(), Some("two"));
        assert_eq!(memory.recall(TypedLine::Filter, true, "two").as_deref(), Some("one"));
        assert_eq!(memory.recall(TypedLine::Filter, true, "one"), None);
        assert_eq!(memory.recall(TypedLine::Filter, false, "one").as_deref(), Some("two"));
        assert_eq!(memory.recall(TypedLine::Filter, false, "two").as_deref(), Some("dra"));
        assert_eq!(memory.recall(TypedLine::Command, true, ""), None);
    }

    #[test]
    fn a_line_that_looks_like_a_credential_is_never_remembered() {
        let mut memory = Memory::default();
        let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
        assert_eq!(memory.add(TypedLine::Filter, &token), None);
        assert_eq!(memory.add(TypedLine::Command, "password=Tr0ub4dor&3-horse"), None);
        assert!(memory.name("mine", &token).is_err());
        let read = MemoryFile { filters: vec![token], ..MemoryFile::default() };
        assert!(Memory::new(read).remembered.filters.is_empty());
    }

    #[test]
    fn a_history_is_bounded_and_has_each_line_once() {
        let mut memory = Memory::default();
        for number in 0..=MOST {
            memory.add(TypedLine::Command, &format!("ns shop{number}"));
        }
        memory.add(TypedLine::Command, "ns shop5");
        assert_eq!(memory.remembered.commands.len(), MOST);
        assert_eq!(memory.remembered.commands.iter().filter(|line| *line == "ns shop5").count(), 1);
        assert_eq!(memory.add(TypedLine::Command, &"a".repeat(LONGEST + 1)), None);
    }

    #[test]
    fn a_filter_gets_a_name_and_loses_it() {
        let mut memory = Memory::default();
        assert!(memory.name("open", "fact:tokens").is_ok());
        assert_eq!(memory.name("open", ""), Ok(MemoryEntry::Forgotten("open".into())));
        assert!(memory.name("open", "").is_err());
    }
}
