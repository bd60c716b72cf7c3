//! Dictionary and seeds: edits.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::yaml::edits(text));
