//! Claims about the analysis, one file for each group of rules.

mod injection;
mod limits;

use super::{Analysis, Certainty, Language, Rule, analyse};

pub fn javascript(source: &str) -> Analysis {
    analyse(Language::JavaScript, source).expect("valid source")
}

pub fn python(source: &str) -> Analysis {
    analyse(Language::Python, source).expect("valid source")
}

/// The rules that are certain.
pub fn certain(analysis: &Analysis) -> Vec<Rule> {
    let flows = analysis.flows.iter().filter(|flow| flow.certainty == Certainty::Certain);
    flows.map(|flow| flow.rule).collect()
}
