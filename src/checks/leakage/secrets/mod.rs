//! Secrets that the code gives away.

pub mod event_in_log;
pub mod secret_in_log;
pub mod secret_in_response;
pub mod secret_sent_away;
pub mod secret_with_fallback;
pub mod stack_trace_in_response;
