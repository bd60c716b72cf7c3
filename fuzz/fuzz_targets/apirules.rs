//! Dictionary and seeds: apirules.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::kubernetes::apirules(text));
