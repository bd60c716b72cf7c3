//! Dictionary and seeds: kubeconfig.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fnsec_fuzz::properties::settings::kubeconfig(text));
