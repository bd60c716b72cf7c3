//! One end of a connection, with the names that it needs.

use crate::engine::network::{ConnectionEnd, Outlet};

#[derive(Clone)]
pub enum OwnedReport {
    Outlet(Outlet),
    Pod(String, String),
    Address(std::net::IpAddr),
}

impl OwnedReport {
    /// Outlets without pods are evaluated separately.
    pub fn end(&self) -> Option<ConnectionEnd<'_>> {
        match self {
            Self::Outlet(_) => None,
            Self::Pod(namespace, name) => Some(ConnectionEnd::Pod(namespace, name)),
            Self::Address(address) => Some(ConnectionEnd::Address(*address)),
        }
    }

    pub fn shown(&self) -> String {
        match self {
            Self::Outlet(outlet) => outlet.word().to_owned(),
            Self::Pod(namespace, name) => format!("{namespace}/{name}"),
            Self::Address(address) => address.to_string(),
        }
    }
}
