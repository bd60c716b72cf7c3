//! Exact evaluators of somebody else's rules: text or typed values flow in, plain facts flow out.
//! An engine says what is; whether that is a problem is for a check to say.

pub mod pod_security;
