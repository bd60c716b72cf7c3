//! Dictionary and seeds: versions.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::packages::versions(text));
