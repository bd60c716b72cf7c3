//! Claims about the analysis, one file for each group of rules.

mod alphabets;
mod change;
mod closures;
mod detours;
mod doubts;
mod environment;
mod facts;
mod flows;
mod guards;
mod handlers;
mod harmless;
mod injection;
mod later;
mod leakage;
mod limits;
mod maps;
mod node_libraries;
mod objects;
mod passing;
mod patterns;
mod python_libraries;
mod requests;
mod schemas;
mod shapes;
mod throwing;
mod weakened;

use super::{Analysis, Certainty, CodeRule, Language, Reason, StepAction, analyse};

fn javascript(source: &str) -> Analysis {
    analyse(Language::JavaScript, source).unwrap_or_else(|why| panic!("{why:?}\n{source}"))
}

fn python(source: &str) -> Analysis {
    analyse(Language::Python, source).unwrap_or_else(|why| panic!("{why:?}\n{source}"))
}

/// A Function of Node.js with imports and the body of its handler.
fn node(imports: &str, body: &str) -> Analysis {
    javascript(&format!(
        "{imports}\nmodule.exports = {{\n  main: async function (event, context) {{\n{body}\n  }},\n}};\n"
    ))
}

/// A Function of Python with imports and the body of its handler.
fn snake(imports: &str, body: &str) -> Analysis {
    let indented: Vec<String> = body.trim().lines().map(|line| format!("    {line}")).collect();
    python(&format!("{imports}\n\ndef main(event, context):\n{}\n", indented.join("\n")))
}

/// The rules that are certain.
fn certain(analysis: &Analysis) -> Vec<CodeRule> {
    let flows = analysis.flows.iter().filter(|flow| flow.certainty == Certainty::Certain);
    flows.map(|flow| flow.rule).collect()
}

/// The rules that are possible, with their reasons; logs are left out.
fn possible(analysis: &Analysis) -> Vec<(CodeRule, Reason)> {
    let flows = analysis.flows.iter().filter(|flow| flow.rule != CodeRule::LogInjection);
    flows
        .filter_map(|flow| match flow.certainty {
            Certainty::Certain => None,
            Certainty::Possible(reason) => Some((flow.rule, reason)),
        })
        .collect()
}

/// Asserts that a rule is certain in each case, and nothing else.
fn each_is(rule: CodeRule, cases: &[Analysis]) {
    for (place, analysis) in cases.iter().enumerate() {
        assert_eq!(certain(analysis), [rule], "case {place}: {analysis:#?}");
    }
}

/// Asserts that nothing is found in each case.
fn none_of(cases: &[Analysis]) {
    for (place, analysis) in cases.iter().enumerate() {
        assert_eq!(certain(analysis), [], "case {place}: {analysis:#?}");
        assert_eq!(possible(analysis), [], "case {place}: {analysis:#?}");
    }
}

/// Asserts that nothing is found, and shows the source otherwise.
fn none_in(source: &str, analysis: &Analysis) {
    let found = (certain(analysis), possible(analysis));
    assert_eq!(found, (Vec::new(), Vec::new()), "{source}");
}
