//! Stores receipts: in the user's journal for real clusters, in memory for the demo and for manifests.

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
    #[must_use]
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Returns whether it persists after this run.
    #[must_use]
    pub fn lasts(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Appends a receipt; file access runs on a blocking thread.
    ///
    /// # Errors
    /// If the journal cannot be written.
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

    /// Returns the receipts, newest first, and the number of invalid lines.
    ///
    /// # Errors
    /// If the journal cannot be read.
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

/// Runs blocking file access on a thread where no other task waits.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(Trouble::configuration("Using the journal", "the program is about to end", "Restart fnsec."))
    })
}
