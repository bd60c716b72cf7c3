//! Questions that come as lines of JSON, from a file or from standard input.

use super::exit::Failure;
use serde_json::{Map, Value};
use std::io::{BufRead, BufReader, stdin};

pub type Lines = Box<dyn Iterator<Item = Result<String, Failure>>>;

/// The lines of a file, or of standard input for `-`, as they come.
pub fn lines(from: &str) -> Result<Lines, Failure> {
    let shown = if from == "-" { "standard input" } else { from }.to_owned();
    let reader: Box<dyn BufRead> = match from {
        "-" => Box::new(BufReader::new(stdin())),
        path => Box::new(BufReader::new(std::fs::File::open(path).map_err(|why| trouble(&shown, &why))?)),
    };
    Ok(Box::new(reader.lines().map(move |line| line.map_err(|why| trouble(&shown, &why)))))
}

fn trouble(from: &str, why: &std::io::Error) -> Failure {
    Failure::usage(format!("Reading {from}: {why}. Name a file of JSON lines, or - for standard input."))
}

/// The fields of one question.
pub fn fields(line: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("the line is no JSON object".into()),
        Err(why) => Err(format!("the line is no JSON: {why}")),
    }
}
