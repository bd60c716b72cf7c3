//! From a proposed fix to a change that can be edited, rehearsed, applied and undone.
//!
//! A [`Fix`](crate::checks::Fix) and the fresh objects flow in; plans, their effects, their form in other
//! tools, and receipts that can undo them flow out. Nothing is sent from here.

mod answers;
pub mod batch;
mod comparison;
mod delete;
mod edited;
pub mod editor_view;
pub mod effects;
pub mod guard;
mod implied;
pub mod journal;
pub mod names;
pub mod owners;
pub mod phrase;
pub mod plan;
pub mod plan_error;
pub mod policies;
pub mod reports;
mod reword;
pub mod settle;
pub mod step;
pub mod suggestions;
pub mod undo;
mod userinfo;
pub mod vault;
pub mod write;

pub use answers::MissingAnswers;
pub use effects::Effects;
pub use journal::{Receipt, WriteResult};
pub use plan::Plan;
pub use step::{Intent, Step};
pub use suggestions::Cause;
pub use vault::Vault;
pub use write::Write;
