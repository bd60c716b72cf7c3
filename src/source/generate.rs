//! Generated clusters of any size, for measurements: the same for the same size and seed, object by object.
//!
//! A size flows in; whole objects flow out, namespaces first, as an API server would list them. Teams
//! differ in size and configuration: some namespaces contain hundreds of Functions, most a few.

mod draw;
mod objects;

use serde_json::Value;

/// The size of a generated cluster; the other kinds follow in proportion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub functions: usize,
    pub namespaces: usize,
    pub seed: u64,
}

impl Size {
    /// The largest cluster that was measured.
    pub const LARGE: Self = Self { functions: 20_200, namespaces: 1_021, seed: 1 };

    #[must_use]
    pub fn api_rules(self) -> usize {
        self.functions * 5_000 / 20_200
    }

    #[must_use]
    pub fn network_policies(self) -> usize {
        self.namespaces * 350 / 1_021
    }
}

/// Returns every object, each generated on demand.
pub fn estate(size: Size) -> impl Iterator<Item = Value> {
    let spaces = 0..size.namespaces;
    let teams = spaces.clone().skip(objects::PLATFORM.len());
    let platform = if size.namespaces == 0 { Vec::new() } else { objects::platform() };
    spaces
        .clone()
        .map(move |at| objects::namespace(size, at))
        .chain(spaces.map(|at| objects::account(&objects::space(at))))
        .chain(platform)
        .chain(
            teams
                .clone()
                .flat_map(|at| [objects::binding(&objects::space(at)), objects::secret(&objects::space(at))]),
        )
        .chain((0..size.network_policies()).map(move |at| objects::network_policy(size, at)))
        .chain((0..size.functions).flat_map(move |at| objects::function(size, at)))
        .chain((0..size.api_rules()).map(move |at| objects::api_rule(size, at)))
}

#[cfg(test)]
mod tests;
