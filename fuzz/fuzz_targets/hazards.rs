//! Dictionary and seeds: code.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::secrets::code(text));
