//! Dictionary and seeds: lists.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| fnsec_fuzz::properties::kubernetes::lists(text));
