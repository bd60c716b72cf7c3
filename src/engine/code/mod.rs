//! What the code of a Function does: where data of the caller reaches calls that do harm, what secrets leave,
//! which protection is weakened, and whom the code talks to.
//! A source flows in; flows and facts with their places flow out, without any text of a literal.

mod change;
#[cfg(test)]
mod corpus;
mod depth;
mod environment;
mod flow;
mod form;
mod hash;
mod javascript;
mod letters;
mod pattern;
mod place;
mod python;
mod report;
mod rule;
mod scope;
mod tables;
#[cfg(test)]
mod tests;
mod unparsed;

pub use change::{CodeEdit, change};
pub use environment::Environment;
pub use report::{
    Analysis, Certainty, CodeStep, ContactedHost, Flow, HandlerFacts, KubernetesCall, Language, NameUse,
    Namespace, PackedFacts, Reason, StepAction, Uses, Verb, Via,
};
pub use rule::CodeRule;
pub use unparsed::{Obstacle, Unparsed};

/// Analyses a source.
///
/// # Errors
///
/// The place and the reason if the source cannot be read: a syntax error, or a limit of size or depth.
#[cfg(any(test, feature = "engines"))]
pub fn analyse(language: Language, source: &str) -> Result<Analysis, Unparsed> {
    analyse_in(language, source, &Environment::default())
}

/// Returns scheme, host and port of the beginning of an address; empty where it is none.
#[must_use]
pub fn address(text: &str) -> (String, String, Option<u16>) {
    flow::parts(text)
}

/// Analyses a source in the environment that its Function gets.
///
/// # Errors
///
/// The same as [`analyse`].
pub fn analyse_in(
    language: Language,
    source: &str,
    environment: &Environment<'_>,
) -> Result<Analysis, Unparsed> {
    let mut analysis = run(language, source, environment)?;
    change::mark(language, source, environment, &mut analysis);
    Ok(analysis)
}

/// Analyses without asking which flows a change can remove.
fn run(language: Language, source: &str, environment: &Environment<'_>) -> Result<Analysis, Unparsed> {
    let lines = || place::Lines::new(source);
    if let Some(fault) = depth::fault(language, source) {
        return Err(fault.place(&lines()));
    }
    let result = match language {
        Language::JavaScript => {
            javascript::with_form(source, |form| flow::follow(form, language, source, environment))
        }
        Language::Python => {
            python::with_form(source, |form| flow::follow(form, language, source, environment))
        }
    };
    result.map_err(|fault| fault.place(&lines()))
}
