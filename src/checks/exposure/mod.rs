//! Beyond the seven facts: what is reachable from outside the cluster.

pub mod auth;
pub mod callers;
pub mod drift;
pub mod gateway;
pub mod routes;
