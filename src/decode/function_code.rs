//! What the configuration of a Function adds to the analysis of its source: which of its inputs are secret, which
//! hosts its variables contain, and which Secrets the source does not mention.

use super::function_texts::Texts;
use crate::engine::code::{self, Analysis, Environment, Language, Via};
use crate::engine::credentials;
use crate::model::code::{Code, PackedFacts};
use crate::model::function::{Env, EnvValue, SecretMount, UnusedSecret};

/// The configuration as it is written: literal values are read here and not stored.
pub(super) struct Configuration<'a> {
    pub runtime: &'a str,
    /// Names and literal values of variables.
    pub literals: Vec<(&'a str, &'a str)>,
    pub env: &'a [Env],
    pub mounts: &'a [SecretMount],
}

impl Configuration<'_> {
    /// Returns what the source does, in the language of the runtime and in its environment.
    pub fn code(&self, texts: &Texts<'_>) -> Code {
        let Some((_, text)) = texts.source else { return Code::NotInline };
        let language = Language::of(self.runtime);
        match code::analyse_in(language, text, &self.environment()) {
            Ok(mut analysis) => {
                self.resolve(&mut analysis);
                Code::Analysed(analysis)
            }
            Err(why) => Code::Unparsed(why),
        }
    }

    fn environment(&self) -> Environment<'_> {
        let mut environment = Environment::default();
        for one in self.env {
            if let EnvValue::Secret { key, .. } = &one.value {
                environment.variable(&one.name, key);
            }
        }
        for mount in self.mounts {
            environment.folder(&mount.path);
        }
        environment
    }

    /// Fills in the hosts that are the literal values of variables.
    fn resolve(&self, analysis: &mut Analysis) {
        let Some(mut uses) = analysis.uses.get() else { return };
        for endpoint in uses.endpoints.iter_mut().filter(|endpoint| endpoint.host.is_empty()) {
            let Via::Environment(name) = &endpoint.via else { continue };
            let Some((_, value)) = self.literals.iter().rev().find(|(known, _)| *known == &**name) else {
                continue;
            };
            let (scheme, host, port) = code::address(value);
            // A host is not confidential, unless it looks like a credential.
            if credentials::judge(name, &host).is_some() {
                continue;
            }
            (endpoint.scheme, endpoint.host, endpoint.port) = (scheme.into(), host.into(), port);
        }
        analysis.uses = PackedFacts::of(&uses);
    }

    /// Returns the Secrets whose name or path the source does not contain; none unless all of it was read.
    pub fn unused(&self, texts: &Texts<'_>, code: &Code) -> Vec<UnusedSecret> {
        let has_secrets = || self.env.iter().any(|one| matches!(one.value, EnvValue::Secret { .. }));
        if self.mounts.is_empty() && !has_secrets() {
            return Vec::new();
        }
        let (Some((_, text)), Some(analysis)) = (texts.source, code.analysis()) else { return Vec::new() };
        let takes_all = analysis.uses.get().is_some_and(|uses| uses.whole_environment);
        if analysis.incomplete.is_some() || takes_all || takes_environment(text) {
            return Vec::new();
        }
        let text = text.to_lowercase();
        let mentions = |word: &str| text.contains(&word.to_lowercase());
        let variables = self.env.iter().enumerate().filter(|(_, one)| {
            matches!(one.value, EnvValue::Secret { .. }) && !one.name.is_empty() && !mentions(&one.name)
        });
        let mounts = self.mounts.iter().enumerate().filter(|(_, mount)| {
            let path = mount.path.trim_end_matches('/');
            let last = path.rsplit('/').next().unwrap_or_default();
            let by_variable = || self.literals.iter().any(|(_, value)| value.contains(path));
            !path.is_empty() && last.len() > 2 && !mentions(last) && !by_variable()
        });
        let variables = variables.map(|(at, _)| UnusedSecret::Env(at));
        variables.chain(mounts.map(|(at, _)| UnusedSecret::Mount(at))).collect()
    }
}

/// Whether a source passes all variables on, so that a variable may be read without being named.
fn takes_environment(text: &str) -> bool {
    ["process.env", "os.environ", "import environ"].into_iter().any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let (before, rest) = text.split_at_checked(at).unwrap_or_default();
            let rest = rest.strip_prefix(name).unwrap_or_default().trim_start();
            let names_one = rest.starts_with(['.', '[', '?'])
                && ![".items", ".copy", ".keys", ".values"].iter().any(|method| rest.starts_with(method));
            let before = before.trim_end();
            let picks = before.strip_suffix('=').is_some_and(|before| before.trim_end().ends_with('}'));
            let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
            !(names_one || picks && !line.contains("..."))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_passes_all_variables_on_is_recognised() {
        for text in [
            "start({ ...process.env })",
            "const env = process.env;\nuse(env)",
            "for key, value in os.environ.items(): pass",
            "const { A, ...rest } = process.env;",
        ] {
            assert!(takes_environment(text), "{text}");
        }
        for text in [
            "process.env.A + process.env['B']",
            "const { A, B = 'x' } = process.env;",
            "os.environ['A'], os.environ.get('B')",
            "environment()",
        ] {
            assert!(!takes_environment(text), "{text}");
        }
    }

    fn decoded(source: &str) -> Code {
        let texts = Texts { source: Some(("/spec/source", source)), dependencies: None };
        let configuration = Configuration {
            runtime: "nodejs24",
            literals: vec![("ORDERS_URL", "http://user:pass@orders.shop:8080/x")],
            env: &[],
            mounts: &[],
        };
        configuration.code(&texts)
    }

    /// What a result takes besides its own size.
    fn allocated(code: &Code) -> usize {
        let Some(analysis) = code.analysis() else { return 0 };
        size_of_val(&*analysis.flows) + analysis.uses.size()
    }

    #[test]
    fn a_clean_function_takes_less_than_two_hundred_bytes() {
        let clean = decoded("module.exports = { main: (event) => event.data.items.length };");
        assert_eq!(allocated(&clean), 0, "{clean:?}");
        assert!(size_of::<Code>() <= 80, "{}", size_of::<Code>());
    }

    #[test]
    fn a_host_in_a_literal_variable_is_known_without_its_password() {
        let code = decoded("module.exports = { main: () => fetch(process.env.ORDERS_URL) };");
        let hosts: Vec<String> = code
            .uses()
            .into_iter()
            .flat_map(|uses| uses.endpoints)
            .map(|contacted_host| contacted_host.text())
            .collect();
        assert_eq!(hosts, ["orders.shop:8080 (from ORDERS_URL)"]);
        assert!(!format!("{code:?}").contains("pass@"), "{code:?}");
    }
}
