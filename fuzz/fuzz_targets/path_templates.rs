//! Dictionary and seeds: paths.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::words::path_templates(text));
