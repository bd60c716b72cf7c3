//! Open receipts: asks the cluster of each one for the outcome.

use super::exit::Failure;
use super::send::courier;
use crate::fix::Receipt;
use crate::model::calendar::Day;
use crate::source::SourceRequest;
use crate::source::connect;
use crate::source::journal::Journal;
use crate::source::ledger::Ledger;
use crate::source::submit::Submitter;
use std::collections::{BTreeMap, BTreeSet};

/// The receipts after every cluster was asked, newest first; the number of invalid lines, and what could not
/// be asked.
pub struct SettledReceipts {
    pub receipts: Vec<Receipt>,
    pub broken: usize,
    pub troubles: Vec<String>,
}

/// Reads the journal, and asks about its open receipts.
///
/// # Errors
/// If the journal cannot be read.
pub async fn settled(
    journal: &Journal,
    wanted: &SourceRequest,
    today: Day,
) -> Result<SettledReceipts, Failure> {
    let (receipts, broken) = journal.read()?;
    let open: Vec<&Receipt> = receipts.iter().filter(|receipt| receipt.is_open()).collect();
    let mut clusters: BTreeMap<(&str, &str), Vec<Receipt>> = BTreeMap::new();
    for receipt in open {
        clusters.entry((&receipt.context, &receipt.host)).or_default().push(receipt.clone());
    }
    let mut troubles = BTreeSet::new();
    let mut looked = false;
    for ((context, host), open) in &clusters {
        match ask(journal, wanted, today, (context, host), open).await {
            Ok(()) => looked = true,
            Err(why) => drop(troubles.insert(why)),
        }
    }
    let troubles = troubles.into_iter().collect();
    let (receipts, broken) = if looked { journal.read()? } else { (receipts, broken) };
    Ok(SettledReceipts { receipts, broken, troubles })
}

async fn ask(
    journal: &Journal,
    wanted: &SourceRequest,
    today: Day,
    (context, host): (&str, &str),
    open: &[Receipt],
) -> Result<(), String> {
    let about = format!("The outcome of {} changes in {context} is unknown", open.len());
    let mut wanted = SourceRequest { demo: false, files: Vec::new(), ..wanted.clone() };
    if wanted.cluster.is_none() {
        wanted.context = Some(context.to_owned()).filter(|name| name != "in-cluster");
    }
    let connection = connect::connect(&wanted, today).await.map_err(|why| format!("{about}: {why}"))?;
    if connection.host != host {
        return Err(format!(
            "{about}: they were made on {host}, but {context} now points to {}",
            connection.host
        ));
    }
    let submitter = Submitter::new(connection.client.clone(), true);
    let asked = courier(submitter, Ledger::File(journal.clone())).reconcile(open).await;
    asked.map(drop).map_err(|why| format!("{about}: {why}"))
}
