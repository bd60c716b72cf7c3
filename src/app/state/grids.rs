//! Work that takes longer than a key may wait: it runs in the background, on a copy of the data.

use crate::app::Place;
use crate::app::map::access_table::AccessTable;
use crate::app::map::reach_map::ReachMap;
use crate::app::state::pending::{Pending, Ticket};
use crate::app::state::what_if::{ChangedMap, Offer, WhatIf};
use crate::engine::access::{AccessIndex, with_roles_of_files};
use crate::fix::{Plan, effects};
use crate::model::{Dirty, Snapshot};

/// The content of the two grids, and what changed since they were computed.
#[derive(Debug, Default)]
pub struct Grids {
    pub reach: Option<ReachMap>,
    /// A change that is tried on the map.
    pub what_if: Option<Box<WhatIf>>,
    /// The policies that the open list offers to try.
    pub(in crate::app) offers: Vec<Offer>,
    pub access: Option<AccessTable>,
    /// The selected column of the map.
    pub reach_column: usize,
    /// The selected column of the access table.
    pub access_column: usize,
    /// The namespace whose column is to be selected once there is one.
    pub wanted: Option<String>,
    /// The subject whose row is to be selected once there is one.
    pub(in crate::app) subject: Option<String>,
    pub(in crate::app) reach_dirty: Dirty,
    pub(in crate::app) access_dirty: Dirty,
    /// The running job; there is one at a time.
    pub(in crate::app) pending: Pending,
}

impl Grids {
    /// Returns the map to show: with the change that is tried, or the current one.
    #[must_use]
    pub fn shown(&self) -> Option<&ReachMap> {
        let tried = self.what_if.as_ref().and_then(|what_if| what_if.then.as_ref());
        tried.map(|then| &then.reach).or(self.reach.as_ref())
    }
}

impl Grids {
    /// Returns the selected column of the grid on this screen.
    pub(in crate::app) fn column_mut(&mut self, place: &Place) -> &mut usize {
        if matches!(place, Place::Access(_)) { &mut self.access_column } else { &mut self.reach_column }
    }
}

#[derive(Debug, Clone)]
pub struct MapJob {
    pub ticket: Ticket,
    pub snapshot: Snapshot,
    pub dirty: Dirty,
    pub about: About,
}

/// The request, with the previous result.
#[derive(Debug, Clone)]
pub enum About {
    Reach { known: Option<ReachMap>, tried: Option<Box<Plan>> },
    Access { known: Option<AccessTable>, namespace: String, system: bool },
}

#[derive(Debug)]
pub enum MapAnswer {
    Reach { reach: Box<ReachMap>, tried: Option<Box<(Plan, ChangedMap)>> },
    Access(AccessTable),
}

/// Equality by number, for tests.
impl PartialEq for MapJob {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

impl MapJob {
    #[must_use]
    pub fn run(self) -> MapAnswer {
        let Self { snapshot, dirty, about, .. } = self;
        match about {
            About::Reach { known, tried } => {
                let reach = match known {
                    None => ReachMap::of(&snapshot),
                    Some(known) => known.after(&snapshot, &dirty),
                };
                let tried = tried.map(|plan| {
                    let (copy, dirty, _) = effects::applied(&plan, &snapshot);
                    let then = ChangedMap::of(&reach, reach.clone().after(&copy, &dirty));
                    Box::new((*plan, then))
                });
                MapAnswer::Reach { reach: Box::new(reach), tried }
            }
            About::Access { known, namespace, system } => {
                let snapshot = with_roles_of_files(snapshot);
                let access = match known {
                    None => AccessIndex::of(&snapshot),
                    Some(known) => known.after(&snapshot, &dirty),
                };
                MapAnswer::Access(AccessTable::of(access, &namespace, system))
            }
        }
    }
}
