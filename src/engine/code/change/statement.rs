//! Values in an SQL statement become parameters, for drivers whose placeholders are known.

use super::super::report::Language;
use super::parameters::{Placeholder, parameters};
use super::{Patch, scan, template, variable};
use std::ops::Range;

/// How a driver takes the values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    List,
    /// One argument each.
    Spread,
    /// As options of Sequelize.
    Replacements,
    /// As the values of a statement that was prepared.
    Prepared,
}

pub fn patches(text: &str, at: usize, language: Language, sink: &str) -> Option<Vec<Patch>> {
    let (style, pass) = driver(sink, language)?;
    let call = scan::call_of(text, at, language, sink.rsplit('.').next()?)?;
    let (argument, others) = call.arguments.split_first()?;
    if !others.iter().all(|other| is_callback(text, other, language)) || others.len() > 1 {
        return None;
    }
    let statement = variable::value(text, argument.clone(), language)?;
    let whole = text.get(statement.clone())?;
    let quote = match language {
        Language::JavaScript if whole.starts_with('`') => Some("`"),
        Language::Python if whole.starts_with("f\"\"\"") => Some("\"\"\""),
        Language::Python if whole.starts_with("f'''") => Some("'''"),
        Language::Python if whole.starts_with("f\"") => Some("\""),
        Language::Python if whole.starts_with("f'") => Some("'"),
        Language::JavaScript | Language::Python => None,
    };
    let body = template::whole(text, statement.clone(), language)?;
    let (statement_text, values) = parameters(&body, language, style)?;
    // Of texts that were put together any quote fits that is not in them.
    let quote = quote.or_else(|| ["\"", "'"].into_iter().find(|quote| !statement_text.contains(quote)))?;
    let new = format!("{quote}{statement_text}{quote}");
    let list = values.join(", ");
    let passed = match (pass, language) {
        (Pass::List, Language::JavaScript) => format!(", [{list}]"),
        (Pass::List, Language::Python) => format!(", ({list},)"),
        (Pass::Spread, _) => format!(", {list}"),
        (Pass::Replacements, _) => format!(", {{ replacements: [{list}] }}"),
        (Pass::Prepared, _) => return prepared(text, &call, (statement, new), &list),
    };
    if statement == *argument {
        return Some(vec![(statement, format!("{new}{passed}"))]);
    }
    // The values are read at the call instead: they are the same there, as the analysis confirms the rest.
    Some(vec![(statement, new), (argument.end..argument.end, passed)])
}

/// `db.prepare(…).get()`: the values are passed to the call that runs the statement.
fn prepared(text: &str, call: &scan::ScannedCall, statement: Patch, list: &str) -> Option<Vec<Patch>> {
    let end = call.close.saturating_add(1);
    let rest = text.get(end..)?;
    let method =
        [".get()", ".all()", ".run()", ".iterate()"].into_iter().find(|one| rest.starts_with(one))?;
    let place = end.saturating_add(method.len()).saturating_sub(1);
    Some(vec![statement, (place..place, list.to_owned())])
}

/// Whether an argument is the function that gets the result, which follows the values.
fn is_callback(text: &str, argument: &Range<usize>, language: Language) -> bool {
    let function = text.get(argument.clone()).unwrap_or_default();
    let arrow = (function.starts_with('(') || function.starts_with("async (")) && function.contains("=>");
    language == Language::JavaScript && (arrow || function.starts_with("function"))
}

fn driver(sink: &str, language: Language) -> Option<(Placeholder, Pass)> {
    let (root, name) = (sink.split('.').next()?, sink.rsplit('.').next()?);
    let js = language == Language::JavaScript;
    let driver = match (root, name) {
        ("pg" | "pg-promise", _) | ("postgres", "unsafe") if js => (Placeholder::Numbered, Pass::List),
        ("mysql" | "mysql2" | "mariadb" | "sqlite3" | "sqlite", _)
        | ("knex", "raw")
        | ("@sap/hana-client", "exec")
            if js =>
        {
            (Placeholder::Question, Pass::List)
        }
        ("better-sqlite3", "prepare") if js => (Placeholder::Question, Pass::Prepared),
        ("sequelize", "query") if js => (Placeholder::Question, Pass::Replacements),
        ("oracledb" | "cx_Oracle", "execute") => (Placeholder::Colon, Pass::List),
        (
            "psycopg2" | "psycopg" | "pymysql" | "MySQLdb" | "mysql" | "aiomysql" | "aiopg" | "snowflake",
            "execute",
        ) if !js => (Placeholder::Format, Pass::List),
        ("sqlite3" | "aiosqlite" | "duckdb" | "hdbcli" | "pyodbc", "execute") if !js => {
            (Placeholder::Question, Pass::List)
        }
        ("asyncpg", "fetch" | "fetchrow" | "fetchval" | "execute") if !js => {
            (Placeholder::Numbered, Pass::Spread)
        }
        _ => return None,
    };
    Some(driver)
}
