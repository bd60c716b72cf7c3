//! `fnsec test`: whether the expectations of the configuration hold, as the engines answer them.

mod answer;
mod ask;
mod connections;
#[cfg(test)]
mod copied_tests;
mod presence;
mod report;
mod rights;
mod routes;

use super::exit::{CommandResult, Exit, Failure};
use super::gather::gather_all_kinds;
use super::out::{Output, say};
use crate::model::Kind;
use crate::model::calendar::Day;
use crate::source::SourceRequest;
use crate::verdicts::expect::{Expectation, PlacedExpectation, parse};
use answer::{Answer, PreparedEngines};
use clap::ValueEnum;

#[derive(clap::Args)]
#[command(after_help = "Expectations are sentences:\n  \
    internet may [not] reach NS/NAME\n  \
    a token of issuer ISSUER [for audience A, …] [with scope S, …] opens only NS/NAME, …\n  \
    a token of issuer ISSUER … opens nothing | does not open NS/NAME, …\n  \
    user|group|account NAME may [not] VERB RESOURCE [named NAME] [in NS | anywhere]\n  \
    NS/NAME may [not] connect to NS/NAME | internet\n  \
    no namespace below LEVEL\n  \
    namespace NS enforces LEVEL\n\n\
    * as NAME or NS means all. VERB may be read, change or write, or several with commas; RESOURCE may be\n  \
    deployments.apps or pods/exec. An unknown answer fails.")]
pub struct Args {
    /// Test this sentence instead of those in the configuration; repeatable
    #[arg(long = "expect", value_name = "SENTENCE")]
    sentences: Vec<String>,
    /// Output format: table, json or junit; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Junit,
}

/// An expectation, and the answer in one set.
pub struct TestResult<'a> {
    pub expected: &'a PlacedExpectation,
    /// The name of the set, if there are several.
    pub set: Option<String>,
    pub answer: Answer,
}

/// Runs `fnsec test`.
///
/// # Errors
/// If there is no expectation, one is invalid, the source cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day) -> CommandResult {
    let own = sentences(&args.sentences)?;
    let expected = if own.is_empty() { &wanted.config.expect } else { &own };
    if expected.is_empty() {
        let words =
            "There are no expectations. Add a list expect: to fnsec.yaml, or name a sentence with --expect.";
        return Err(Failure::usage(words));
    }
    let sets = gather_all_kinds(&wanted, today, &Kind::watched()).await?;
    let asked: Vec<PreparedEngines<'_>> =
        sets.iter().map(|gathered| PreparedEngines::of(gathered, &wanted.config.parameters)).collect();
    assumed(&asked, expected);
    let mut all: Vec<TestResult<'_>> = Vec::new();
    for one in expected {
        let answers = asked.iter().map(|asked| {
            let set = (sets.len() > 1).then(|| asked.gathered.set.clone());
            let tested = TestResult { expected: one, set, answer: ask::ask(asked, &one.expectation) };
            (tested, presence::missing(asked, &one.expectation))
        });
        all.extend(presence::settle(answers.collect()));
    }
    for output in &args.output {
        output.write(&match output.format {
            Format::Table => report::table(&all),
            Format::Json => report::json(&all),
            Format::Junit => report::junit(&all),
        })?;
    }
    let holds = all.iter().all(|test_result| test_result.answer == Answer::Holds);
    Ok(if holds { Exit::Clean } else { Exit::Findings })
}

/// Names the policies that answers about connections assume.
fn assumed(asked: &[PreparedEngines<'_>], expected: &[PlacedExpectation]) {
    let connects = expected
        .iter()
        .any(|placed_expectation| matches!(placed_expectation.expectation, Expectation::Connection { .. }));
    let said = asked.iter().filter_map(|asked| asked.pods.policies.assumption()).filter(|_| connects);
    said.for_each(|words| say(&words));
}

fn sentences(all: &[String]) -> Result<Vec<PlacedExpectation>, Failure> {
    let one = |sentence: &String| {
        let expectation = parse(sentence)
            .map_err(|why| Failure::usage(format!("Invalid expectation \"{sentence}\": {why}.")))?;
        Ok(PlacedExpectation { sentence: sentence.clone(), place: "--expect".into(), expectation })
    };
    all.iter().map(one).collect()
}
