//! Changes of sources as people write them, some ten for each kind. A change that is not certain is not offered.

mod commands;
mod comparisons;
mod defaults;
mod logs;
mod statements;
mod verification;

use super::super::{CodeEdit, change};
use super::{CodeRule, Language, analyse};

/// A Function of Node.js with imports and the body of its handler.
fn node(imports: &str, body: &str) -> (Language, String) {
    let source = format!(
        "{imports}\nmodule.exports = {{\n  main: async function (event, context) {{\n    {body}\n  }},\n}};\n"
    );
    (Language::JavaScript, source)
}

/// A Function of Python with imports and the body of its handler.
fn snake(imports: &str, body: &str) -> (Language, String) {
    let indented: Vec<String> = body.lines().map(|line| format!("    {line}")).collect();
    (Language::Python, format!("{imports}\n\n\ndef main(event, context):\n{}\n", indented.join("\n")))
}

/// Lines as they are in the body of a handler of Python.
fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}

/// The source after the change of its first flow of a rule.
fn changed((language, source): &(Language, String), rule: CodeRule) -> Option<String> {
    let analysis = analyse(*language, source).unwrap_or_else(|why| panic!("{why:?}\n{source}"));
    let flow = analysis.flows.iter().find(|flow| flow.rule == rule);
    let flow = flow.unwrap_or_else(|| panic!("no {rule:?} in\n{source}"));
    let edit = CodeEdit {
        language: *language,
        rule,
        line: flow.sink.line,
        column: flow.sink.column,
        variables: Vec::new(),
        folders: Vec::new(),
    };
    let new = change(source, &edit).ok();
    assert_eq!(new.is_some(), flow.changeable, "{source}");
    new
}

/// Asserts that a change replaces some parts of a source, in order, and leaves the rest as it is.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn offers(rule: CodeRule, source: (Language, String), pairs: &[(&str, &str)]) {
    let (mut wanted, mut from) = (source.1.clone(), 0);
    for (old, new) in pairs {
        let place = wanted[from..].find(old).unwrap_or_else(|| panic!("no {old} in\n{}", source.1)) + from;
        wanted.replace_range(place..place + old.len(), new);
        from = place + new.len();
    }
    let new = changed(&source, rule).unwrap_or_else(|| panic!("nothing is offered for\n{}", source.1));
    assert_eq!(new, wanted);
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn refuses(rule: CodeRule, source: (Language, String)) {
    let new = changed(&source, rule);
    assert_eq!(new, None, "{}", source.1);
}
