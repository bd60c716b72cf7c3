//! Engines on objects as they are decoded.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod engines {
    mod events;
    mod function_pods;
    mod mesh;
    mod migration;
    mod migration_steps;
    mod together;
    mod tokens;
}
