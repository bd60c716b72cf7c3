//! Dictionary and seeds: json.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::yaml::printing(text));
