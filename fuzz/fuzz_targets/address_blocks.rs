//! Dictionary and seeds: blocks.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::words::blocks(text));
