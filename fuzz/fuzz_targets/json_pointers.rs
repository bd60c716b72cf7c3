//! Dictionary and seeds: pointers.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::yaml::pointers(text));
