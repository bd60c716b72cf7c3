//! APIRules and generated objects that differ from what their author expects.

pub mod apirule_not_ready;
pub mod apirule_refused;
pub mod generated_policies_drifted;
pub mod hidden_legacy_rules;
pub mod object_refused;
pub(super) mod orphans;
pub mod unreconciled_apirule;
