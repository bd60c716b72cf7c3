//! Dictionary and seeds: images.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::words::images(text));
