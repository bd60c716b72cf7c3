//! Dictionary and seeds: keys.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::settings::keys(text));
