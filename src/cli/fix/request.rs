//! What the user asks `fnsec fix` for.

use crate::checks::Check;
use crate::fix::plan::Inputs;

/// The user's request.
pub struct FixRequest {
    pub check: &'static Check,
    pub object: Option<String>,
    pub choice: Option<String>,
    pub inputs: Inputs,
}
