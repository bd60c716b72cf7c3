//! Output: data to standard output or a file, remarks to standard error.

use super::exit::Failure;
use crate::engine::credentials::{masked, masked_json};
use crate::output::text::Paint;
use clap::ValueEnum;
use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Decides about colours for a stream; a non-empty `NO_COLOR` disables them.
    pub fn paint(self, is_terminal: bool) -> Paint {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self {
            Self::Always => Paint::Ansi,
            Self::Auto if is_terminal && !unwanted => Paint::Ansi,
            Self::Auto | Self::Never => Paint::Plain,
        }
    }
}

/// `FORMAT` or `FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output<F> {
    pub format: F,
    pub file: Option<PathBuf>,
}

impl<F: ValueEnum> FromStr for Output<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = match text.split_once('=') {
            Some((_, "")) => return Err(format!("the file name after \"{text}\" is missing")),
            Some((word, file)) => (word, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let words = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let known: Vec<String> = words.map(|value| value.get_name().to_owned()).collect();
        let format = F::from_str(word, false)
            .map_err(|_| format!("unknown format \"{word}\"; use {}", known.join(", ")))?;
        Ok(Self { format, file })
    }
}

impl<F> Output<F> {
    /// Returns how to style the output, depending on whether it goes to a terminal.
    pub fn paint(&self, color: Color) -> Paint {
        match &self.file {
            Some(_) if color != Color::Always => Paint::Plain,
            _ => color.paint(std::io::stdout().is_terminal()),
        }
    }

    /// Returns the width of the terminal that shows it; nothing if a file or a program gets it.
    pub fn columns(&self) -> Option<usize> {
        if self.file.is_some() || !std::io::stdout().is_terminal() {
            return None;
        }
        Some(crossterm::terminal::size().map_or(120, |(width, _)| usize::from(width)))
    }

    /// Writes the text to the file of the output, or to standard output.
    ///
    /// # Errors
    /// If the file or standard output cannot be written.
    pub fn write(&self, text: &str) -> Result<(), Failure> {
        let Some(file) = &self.file else {
            return print(text);
        };
        std::fs::write(file, &*safe(text)).map_err(|why| {
            Failure::usage(format!("Writing {}: {why}. Check the path and its permissions.", file.display()))
        })
    }
}

impl<F> Output<F> {
    /// Appends the text to what was written before.
    ///
    /// # Errors
    /// If the file or standard output cannot be written.
    pub fn append(&self, text: &str) -> Result<(), Failure> {
        self.append_shown(&safe(text))
    }

    /// Writes the next part of a JSON document, or of JSON lines; a part never ends within a string.
    ///
    /// # Errors
    /// If the file or standard output cannot be written.
    pub fn append_json(&self, text: &str) -> Result<(), Failure> {
        self.append_shown(&masked_json(text))
    }

    fn append_shown(&self, text: &str) -> Result<(), Failure> {
        let Some(file) = &self.file else {
            return print_shown(text);
        };
        let opened = std::fs::OpenOptions::new().append(true).create(true).open(file);
        opened.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|why| {
            Failure::usage(format!("Writing {}: {why}. Check the path and its permissions.", file.display()))
        })
    }
}

/// All output passes through here: credentials are masked in any field of any object.
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.starts_with(['{', '[']) { masked_json(text) } else { masked(text) }
}

/// Writes data to standard output; a closed reader is not an error.
///
/// # Errors
/// If standard output cannot be written.
pub fn print(text: &str) -> Result<(), Failure> {
    print_shown(&safe(text))
}

fn print_shown(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(why) if why.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::usage(format!("Writing the output: {why}. Send it elsewhere with -o FORMAT=FILE.")))
        }
        _ => Ok(()),
    }
}

/// Prints a remark for the user; errors while printing are ignored.
pub fn say(text: &str) {
    let text: String = text.lines().map(|line| crate::output::text::clean(line) + "\n").collect();
    say_raw(&text);
}

/// Prints a remark that is already safe to show, colours included.
pub fn say_raw(text: &str) {
    let _ = std::io::stderr().lock().write_all(masked(text).as_bytes());
}
