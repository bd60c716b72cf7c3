//! Dictionary and seeds: dates.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::words::durations(text));
