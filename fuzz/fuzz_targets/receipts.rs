//! Dictionary and seeds: receipts.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::kubernetes::receipts(text));
