//! Dictionary and seeds: themes.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::settings::themes(text));
