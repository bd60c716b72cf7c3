//! Dictionary and seeds: npm.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::packages::package_json(text));
