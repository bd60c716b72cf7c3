//! The properties of `tests/parsers`, for the fuzz targets.

#[path = "../../tests/parsers/properties/mod.rs"]
pub mod properties;

// What the sources in `properties::private` name as `crate::`.
use fnsec::{fix, model, yaml};
