//! Dictionary and seeds: objects.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::kubernetes::files(text));
