//! Dictionary and seeds: labels.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::words::namespace_labels(text));
