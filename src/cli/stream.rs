//! Queries as JSON lines, from a file or from standard input.

use super::exit::{CommandResult, Exit, Failure};
use super::out::{Output, print};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, stdin};

pub type LineStream = Box<dyn Iterator<Item = Result<String, Failure>>>;

/// Returns the lines of a file, or of standard input for `-`, as they arrive.
///
/// # Errors
/// If the file cannot be opened.
pub fn lines(from: &str) -> Result<LineStream, Failure> {
    let shown = if from == "-" { "standard input" } else { from }.to_owned();
    let reader: Box<dyn BufRead> = match from {
        "-" => Box::new(BufReader::new(stdin())),
        path => Box::new(BufReader::new(std::fs::File::open(path).map_err(|why| trouble(&shown, &why))?)),
    };
    Ok(Box::new(reader.lines().map(move |line| line.map_err(|why| trouble(&shown, &why)))))
}

fn trouble(from: &str, why: &std::io::Error) -> Failure {
    Failure::usage(format!("Reading {from}: {why}. Name a file with JSON lines, or - for standard input."))
}

/// Answers each line as it arrives; an invalid query is answered with its error.
///
/// # Errors
/// If a line cannot be read, or the output cannot be written.
pub fn answer<F: Copy>(
    questions: LineStream,
    output: &Output<F>,
    one: impl Fn(Map<String, Value>) -> Result<Value, String>,
) -> CommandResult {
    let (mut exit, mut kept) = (Exit::Clean, String::new());
    for line in questions {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let text = fields(&line).and_then(&one).unwrap_or_else(|why| {
            exit = Exit::Usage;
            json!({"error": why})
        });
        match output.file {
            Some(_) => kept.extend([text.to_string(), "\n".to_owned()]),
            None => print(&format!("{text}\n"))?,
        }
    }
    if output.file.is_some() {
        output.write(&kept)?;
    }
    Ok(exit)
}

/// Parses the fields of one query.
fn fields(line: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("not a JSON object".into()),
        Err(why) => Err(format!("invalid JSON: {why}")),
    }
}
