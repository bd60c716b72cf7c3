//! Dictionary and seeds: secrets.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::secrets::masks(text));
