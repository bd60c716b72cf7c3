//! Where receipts go: the user's journal for real clusters, memory for the demo and for manifests.

use crate::fix::Receipt;
use crate::source::Trouble;
use crate::source::journal::Journal;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, Clone)]
pub enum Log {
    File(Journal),
    Memory(Arc<Mutex<Vec<Receipt>>>),
}

impl Log {
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Written down before anything is sent; a change that cannot be journaled is not made.
    pub fn ready(&self) -> Result<(), Trouble> {
        match self {
            Self::File(journal) => journal.open(),
            Self::Memory(_) => Ok(()),
        }
    }

    pub fn append(&self, receipt: &Receipt) -> Result<(), Trouble> {
        match self {
            Self::File(journal) => journal.append(receipt),
            Self::Memory(all) => {
                all.lock().unwrap_or_else(PoisonError::into_inner).insert(0, receipt.clone());
                Ok(())
            }
        }
    }

    /// Newest first.
    pub fn read(&self) -> Vec<Receipt> {
        match self {
            Self::File(journal) => journal.read().map(|(receipts, _)| receipts).unwrap_or_default(),
            Self::Memory(all) => all.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}
