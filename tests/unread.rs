//! Unread is never clean: whatever is taken away, no finding and no unknown becomes a pass.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod support;

#[path = "unread/estates.rs"]
mod estates;
#[path = "unread/fields.rs"]
mod fields;
#[path = "unread/taken.rs"]
mod taken;
