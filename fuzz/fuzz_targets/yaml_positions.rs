//! Dictionary and seeds: yaml.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::yaml::positions(text));
