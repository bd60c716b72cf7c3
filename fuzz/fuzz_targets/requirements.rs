//! Dictionary and seeds: pip.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::packages::requirements(text));
