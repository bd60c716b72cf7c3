//! Where receipts go: the user's journal for real clusters, memory for the demo and for manifests.

use super::Trouble;
use super::journal::Journal;
use crate::fix::Receipt;
use crate::fix::journal::fold;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, Clone)]
pub enum Ledger {
    File(Journal),
    /// Every state of every receipt, in the order of writing.
    Memory(Arc<Mutex<Vec<Receipt>>>),
}

impl Ledger {
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Whether it outlives this run.
    pub fn lasts(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Makes sure that a receipt could be written.
    pub fn open(&self) -> Result<(), Trouble> {
        match self {
            Self::File(journal) => journal.open(),
            Self::Memory(_) => Ok(()),
        }
    }

    /// Writes a receipt down; a file is written to where nothing else waits for the disk.
    pub async fn append(&self, receipt: &Receipt) -> Result<(), Trouble> {
        match self {
            Self::File(journal) => {
                let (journal, receipt) = (journal.clone(), receipt.clone());
                aside(move || journal.append(&receipt)).await
            }
            Self::Memory(all) => {
                all.lock().unwrap_or_else(PoisonError::into_inner).push(receipt.clone());
                Ok(())
            }
        }
    }

    /// The receipts, newest first, and how many lines made no sense.
    pub async fn read(&self) -> Result<(Vec<Receipt>, usize), Trouble> {
        match self {
            Self::File(journal) => {
                let journal = journal.clone();
                aside(move || journal.read()).await
            }
            Self::Memory(all) => {
                Ok((fold(all.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned()), 0))
            }
        }
    }
}

/// Does what waits for a disk where no other task waits for it.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(Trouble::configuration("Using the journal", "the program is about to end", "Start it again."))
    })
}
