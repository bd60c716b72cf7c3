//! Dictionary and seeds: configuration.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::settings::configuration(text));
