//! One object that can be read by its name but not listed: a user with permissions only within a namespace
//! can read the Namespace itself, and no other.

use super::WatchTarget;
use super::ask::{ListRequest, in_time};
use super::list::{ListError, named, tell};
use crate::decode;
use crate::model::{Change, Feed};
use crate::source::Trouble;
use std::collections::BTreeSet;
use tokio::sync::mpsc::Sender;

impl WatchTarget {
    /// Reads the object and sends it; returns the version from which a watch continues.
    pub(super) async fn look(&self, out: &Sender<Vec<Change>>) -> Result<String, ListError> {
        let ask = ListRequest::One;
        let request = self.request(&ask)?;
        let text = in_time(ask.what(), self.client.request_text(request)).await?;
        let text = text.map_err(|why| Trouble::of(ask.what(), &why))?;
        let found = self.decode(&text);
        let names = BTreeSet::from([named(&found)]);
        let mut told = vec![found];
        told.extend(Change::listed(self.kind(), &self.place(), names));
        told.push(self.feed(Feed::Live));
        tell(out, told).await?;
        Ok(decode::head(&text).resource_version)
    }
}
