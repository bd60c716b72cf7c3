//! Dictionary and seeds: filters.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::settings::filters(text));
