//! The texts of a Function: they are analysed here and not stored.

use super::leak;
use crate::engine::{credentials, hazards};
use crate::model::function::TlsBypass;
use crate::model::leak::Leak;

/// The texts of a Function with their JSON pointers.
pub(super) struct Texts<'a> {
    pub source: Option<(&'static str, &'a str)>,
    pub dependencies: Option<(&'static str, &'a str)>,
}

impl Texts<'_> {
    /// Returns the credentials in both texts.
    pub fn leaks(&self) -> Vec<Leak> {
        let each = [self.source, self.dependencies].into_iter().flatten();
        each.flat_map(|(path, text)| credentials::scan(text).into_iter().map(move |hit| leak(hit, path, "")))
            .collect()
    }

    /// Returns the places of the source that disable certificate verification.
    pub fn unverified(&self) -> Vec<TlsBypass> {
        let found = self.source.into_iter().flat_map(|(path, text)| {
            hazards::find(text).into_iter().map(move |one| TlsBypass {
                path,
                line: one.line,
                column: one.column,
                setting: one.setting,
            })
        });
        found.collect()
    }
}
