//! Every parser, on texts that resemble what it reads; `fuzz/run.sh` runs the same properties guided by coverage.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod parsers {
    pub mod generate;
    pub mod properties;
}

// What the sources in `properties::private` name as `crate::`.
use fnsec::{fix, model, yaml};
use parsers::generate::{folder, fragments, seeds, texts};
use parsers::properties;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use std::fs;

/// Runs a property on the seeds and on generated texts; `PROPTEST_CASES` sets how many.
fn run(words: &str, property: impl Fn(&str)) {
    for (_, text) in seeds(words) {
        property(&text);
    }
    let config = Config { failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&texts(words), |text| {
        property(&text);
        Ok(())
    });
    outcome.unwrap_or_else(|why| panic!("{why}"));
}

macro_rules! parsers {
    ($($name:ident: $group:ident::$property:ident, $words:literal;)*) => {
        $(
            #[test]
            fn $name() {
                run($words, |text| properties::$group::$property(text.as_ref()));
            }
        )*

        /// Each target of `fuzz/`, its property, and the name of its dictionary and seeds.
        const TARGETS: &[(&str, &str, &str)] = &[$((stringify!($name), concat!(stringify!($group), "::", stringify!($property)), $words)),*];
    };
}

parsers! {
    yaml_documents: yaml::documents, "yaml";
    yaml_positions: yaml::positions, "yaml";
    yaml_printing: yaml::printing, "json";
    yaml_differences: yaml::differences, "json";
    json_pointers: yaml::pointers, "pointers";
    yaml_edits: yaml::edits, "edits";
    themes: settings::themes, "themes";
    kubeconfig: settings::kubeconfig, "kubeconfig";
    configuration: settings::configuration, "configuration";
    filters: settings::filters, "filters";
    keys: settings::keys, "keys";
    credentials: secrets::detection, "secrets";
    masks: secrets::masks, "secrets";
    tokens: secrets::tokens, "json";
    messages: secrets::messages, "secrets";
    hazards: secrets::code, "code";
    package_json: packages::package_json, "npm";
    requirements: packages::requirements, "pip";
    versions: packages::versions, "versions";
    dates: words::dates, "dates";
    durations: words::durations, "dates";
    platform_versions: words::platform_versions, "versions";
    namespace_labels: words::namespace_labels, "labels";
    images: words::images, "images";
    address_blocks: words::blocks, "blocks";
    path_templates: words::path_templates, "paths";
    objects: kubernetes::objects, "objects";
    lists: kubernetes::lists, "lists";
    selectors: kubernetes::selectors, "selectors";
    apirules: kubernetes::apirules, "apirules";
    receipts: kubernetes::receipts, "receipts";
    manifests: kubernetes::files, "objects";
}

#[test]
fn every_parser_has_a_fuzz_target_with_the_same_property() {
    let manifest = fs::read_to_string(folder("Cargo.toml")).expect("readable");
    for (name, property, words) in TARGETS {
        let target = fs::read_to_string(folder("fuzz_targets").join(format!("{name}.rs"))).expect("readable");
        assert!(target.starts_with(&format!("//! Dictionary and seeds: {words}.\n")), "{name}");
        assert!(target.contains(&format!("{property}(text)")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
    let files = fs::read_dir(folder("fuzz_targets")).expect("readable").count();
    assert_eq!((files, manifest.matches("[[bin]]").count()), (TARGETS.len(), TARGETS.len()));
}

#[test]
fn fragments_are_short_enough_for_libfuzzer_and_no_dictionary_is_idle() {
    let used: BTreeSet<&str> = TARGETS.iter().map(|(_, _, words)| *words).collect();
    for words in &used {
        let fragments = fragments(words);
        assert!(fragments.len() > 8 && fragments.iter().all(|one| (1..=64).contains(&one.len())), "{words}");
        assert!(!seeds(words).is_empty());
    }
    for name in ["dictionaries", "seeds"] {
        assert_eq!(fs::read_dir(folder(name)).expect("readable").count(), used.len(), "{name}");
    }
}
