//! Values in an SQL statement become parameters, for drivers whose placeholders are known.

use super::super::report::Language;
use super::{Patch, scan, template};
use std::ops::Range;

/// How a driver writes placeholders.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Placeholder {
    /// `$1`, `$2`, …
    Numbered,
    Question,
    Format,
}

pub fn patches(text: &str, at: usize, language: Language, sink: &str) -> Option<Vec<Patch>> {
    let style = style(sink)?;
    let call = scan::call_of(text, at, language, sink.rsplit('.').next()?)?;
    let (argument, others) = call.arguments.split_first()?;
    if !others.iter().all(|other| is_callback(text, other, language)) || others.len() > 1 {
        return None;
    }
    let statement = written(text, argument.clone(), language)?;
    let whole = text.get(statement.clone())?;
    let (quote, lead, open) = match language {
        Language::JavaScript => ("`", "`", "${"),
        Language::Python if whole.starts_with("f\"\"\"") => ("\"\"\"", "f\"\"\"", "{"),
        Language::Python if whole.starts_with("f\"") => ("\"", "f\"", "{"),
        Language::Python => ("'", "f'", "{"),
    };
    let template = whole.strip_prefix(lead).and_then(|rest| rest.strip_suffix(quote)).map(str::to_owned);
    let (body, quote) = match template {
        Some(body) => (body, Some(quote)),
        None => (template::body(text, statement.clone(), language)?, None),
    };
    let (statement_text, values) = parameters(&body, open, style)?;
    // Of texts that were put together any quote fits that is not in them.
    let quote = quote.or_else(|| ["\"", "'"].into_iter().find(|quote| !statement_text.contains(quote)))?;
    let list = values.join(", ");
    let list = match language {
        Language::JavaScript => format!("[{list}]"),
        Language::Python => format!("({list},)"),
    };
    let new = format!("{quote}{statement_text}{quote}");
    if statement == *argument {
        return Some(vec![(statement, format!("{new}, {list}"))]);
    }
    // The values are read at the call instead: they are the same there, as the analysis confirms the rest.
    Some(vec![(statement, new), (argument.end..argument.end, format!(", {list}"))])
}

/// Returns the statement itself: the argument, or the text of the variable in it, which is assigned only once and just
/// before the call.
fn written(text: &str, argument: Range<usize>, language: Language) -> Option<Range<usize>> {
    let name = text.get(argument.clone())?;
    let is_name = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if !is_name {
        return Some(argument);
    }
    let (assignment, quotes) = match language {
        Language::JavaScript => (format!("const {name} = "), "`"),
        Language::Python => (format!("{name} = "), "f"),
    };
    let (before, after) = text.get(..argument.start)?.rsplit_once(&assignment)?;
    let start = before.len().saturating_add(assignment.len());
    let begins = before.is_empty() || before.ends_with([' ', '\n']);
    // Lines between the two could change a value.
    let apart = after.trim_end().lines().count() > 2;
    let others = words(text).filter(|word| *word == name).count();
    if !begins || others != 2 || apart {
        return None;
    }
    if !after.starts_with(quotes) {
        let mut end = start;
        while !text.get(end..)?.starts_with([';', '\n']) {
            end = scan::after(text, end, language)?;
        }
        return Some(start..end);
    }
    let quote = start.saturating_add(usize::from(language == Language::Python));
    let end = scan::string(text, quote, language)?;
    Some(start..end)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// Whether an argument is the function that gets the result, which follows the values.
fn is_callback(text: &str, argument: &Range<usize>, language: Language) -> bool {
    let function = text.get(argument.clone()).unwrap_or_default();
    let arrow = (function.starts_with('(') || function.starts_with("async (")) && function.contains("=>");
    language == Language::JavaScript && (arrow || function.starts_with("function"))
}

fn style(sink: &str) -> Option<Placeholder> {
    let root = sink.split('.').next()?;
    match root {
        "pg" => Some(Placeholder::Numbered),
        "mysql" | "mysql2" | "sqlite3" => Some(Placeholder::Question),
        "psycopg2" | "psycopg" | "pymysql" | "MySQLdb" => Some(Placeholder::Format),
        _ => None,
    }
}

/// Returns the statement with placeholders, and the values in their order. Only whole values are replaced: in quotes,
/// or after a comparison.
fn parameters(body: &str, open: &str, style: Placeholder) -> Option<(String, Vec<String>)> {
    // Doubled braces are letters, and so is a percent sign, which the driver would read as a placeholder.
    if body.contains("{{") || body.contains("}}") || style == Placeholder::Format && body.contains('%') {
        return None;
    }
    let (mut out, mut values, mut rest) = (String::new(), Vec::new(), body);
    while let Some((before, tail)) = rest.split_once(open) {
        let (value, tail) = tail.split_once('}')?;
        let simple = !value.is_empty() && !value.contains(['{', '`', '!', '\\', '\n']);
        let format = open == "{" && value.contains(':');
        if !simple || format {
            return None;
        }
        let within = |quote: char| before.strip_suffix(quote).zip(tail.strip_prefix(quote));
        let quoted = within('\'').or_else(|| within('"').filter(|_| style != Placeholder::Numbered));
        // `LIKE '%…%'`: the signs become a part of the value.
        let like = before.strip_suffix("'%").zip(tail.strip_prefix("%'")).filter(|_| open == "${");
        if let Some((before, tail)) = like {
            out.push_str(before);
            values.push(format!("`%${{{}}}%`", value.trim()));
            match style {
                Placeholder::Numbered => out.extend(["$", &values.len().to_string()]),
                Placeholder::Question => out.push('?'),
                Placeholder::Format => return None,
            }
            rest = tail;
            continue;
        }
        let compared = before.trim_end().ends_with(['=', '<', '>']) && is_end(tail);
        let (before, tail) = match quoted {
            Some(both) => both,
            None if compared => (before, tail),
            None => return None,
        };
        out.push_str(before);
        values.push(value.trim().to_owned());
        match style {
            Placeholder::Numbered => out.extend(["$", &values.len().to_string()]),
            Placeholder::Question => out.push('?'),
            Placeholder::Format => out.push_str("%s"),
        }
        rest = tail;
    }
    out.push_str(rest);
    (!values.is_empty()).then_some((out, values))
}

/// Whether a value ends here, rather than being a part of a longer one.
fn is_end(tail: &str) -> bool {
    tail.is_empty() || tail.starts_with([' ', ')', ',', ';', '\n'])
}
