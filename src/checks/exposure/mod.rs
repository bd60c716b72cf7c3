//! Beyond the seven facts: what the outside world can reach.

pub mod exposed_outside_apirule;
pub mod hidden_legacy_rules;
mod open;
pub mod unauthenticated_route;
pub mod unauthenticated_write_route;
pub mod unreconciled_apirule;
