//! Exact evaluators of rules that others define: text or typed values flow in, plain facts flow out. An
//! engine reports facts; a check decides whether they are a problem.
//!
//! Engines can be used as a library, without a cluster and without the explorer. Those that judge a text take it
//! as it is; the others take a [`Snapshot`](crate::model::Snapshot), to which objects are applied as
//! [`decode::object`](crate::decode::object) reads them from JSON. The head of each engine has an example; the answer
//! of every engine is *unknown* rather than wrong where a kind was not read, so its feed must be set as well:
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::access::{AccessIndex, AccessRequest, AccessAnswer, Who};
//! use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
//!
//! let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
//! let account = r#"{"metadata": {"name": "default", "namespace": "shop"}}"#;
//! let account = decode::object(Kind::ServiceAccount, account).expect("valid");
//! snapshot.apply(Change::Put(account), &mut dirty);
//!
//! let action = AccessRequest::on("get", "", "secrets", "shop");
//! let ask = |snapshot: &Snapshot| AccessIndex::of(snapshot).can(&Who::account("shop", "default"), &action);
//! assert!(matches!(ask(&snapshot), AccessAnswer::Unknown(_)));
//!
//! for kind in Kind::ALL {
//!     let namespace = kind.info().place().to_owned();
//!     snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
//! }
//! assert!(matches!(ask(&snapshot), AccessAnswer::Denied));
//! ```

pub mod access;
pub mod code;
pub mod connection;
pub mod credentials;
pub mod events;
pub mod function_pods;
pub mod hazards;
pub mod mesh;
pub mod migration;
pub mod network;
pub mod packages;
pub mod pod_network;
pub mod pod_security;
pub mod tokens;

/// Converts byte offsets into lines and columns in one pass over the text.
struct Walk<'a> {
    text: &'a str,
    offset: usize,
    line: u32,
    column: u32,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, offset: 0, line: 1, column: 1 }
    }

    /// The line and the column in characters, both from 1; offsets must not decrease.
    fn to(&mut self, offset: usize) -> (u32, u32) {
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        for symbol in passed.chars() {
            if symbol == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = self.offset.max(offset);
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Walk;

    #[test]
    fn columns_count_characters() {
        let mut walk = Walk::new("ab\n函数x\r\ny");
        assert_eq!(walk.to(1), (1, 2));
        assert_eq!(walk.to(9), (2, 3));
        assert_eq!(walk.to(12), (3, 1));
        assert_eq!(walk.to(99), (3, 1));
    }
}
