//! Keys: what they are, which action each has on which screen, and what the action does.

pub mod action;
pub mod configure;
pub mod copy;
pub mod copy_test;
pub mod dispatch;
pub mod enter;
pub mod fix_key;
pub mod hints;
pub mod interrupt;
pub mod key;
pub mod key_context;
pub mod keymap;
pub mod points;
pub mod toggle;
