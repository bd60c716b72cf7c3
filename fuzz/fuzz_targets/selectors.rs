//! Dictionary and seeds: selectors.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::kubernetes::selectors(text));
