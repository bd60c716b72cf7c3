//! Effects that need only the cluster and the journal: each becomes its answer.

use super::exceptions::Exceptions;
use crate::app::Effect;
use crate::app::Msg;
use crate::app::cluster::trend;
use crate::app::model::Model;
use crate::app::state::since::BaselineChange;
use crate::fix::{Receipt, undo};
use crate::model::ObjectRef;
use crate::source::courier::Courier;
use crate::source::submit::Submitter;
use crate::source::trend::{Past, Trends};
use crate::source::{Trouble, access};
use crate::term::clipboard;
use kube::Client;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The shared handles for performing effects.
#[derive(Clone)]
pub struct Tools {
    pub client: Client,
    pub courier: Courier,
    pub exceptions: Exceptions,
    pub trends: Trends,
}

impl Tools {
    /// Returns the message that an effect leads to; `None` for those that belong to the loop.
    #[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
    pub async fn answer(&self, effect: Effect) -> Option<Msg> {
        Some(match effect {
            Effect::Fetch(object) => {
                let answer = self.courier.submitter.shown(&object).await;
                Msg::Fetched(object, answer)
            }
            Effect::Prepare { ticket, targets, verbs } => {
                let may = rights(&self.client, &verbs).await;
                Msg::Prepared { ticket, bases: bases(&self.courier.submitter, &targets).await, may }
            }
            Effect::PrepareUndo { ticket, receipts } => {
                let plan = undo_plan(&self.courier.submitter, &receipts).await;
                Msg::UndoReady { ticket, plan: plan.map(Box::new) }
            }
            Effect::Rehearse { ticket, writes } => {
                let mut outcomes = Vec::new();
                for write in &writes {
                    outcomes.push(self.courier.submitter.rehearse(write).await);
                }
                Msg::Rehearsed { ticket, outcomes }
            }
            Effect::Apply { ticket, steps } => {
                Msg::Applied { ticket, outcomes: self.courier.deliver(steps, |_, _| {}).await.outcomes }
            }
            Effect::Accept(wish) => {
                let written = self.exceptions.accept(&wish);
                Msg::Accepted { wish, written }
            }
            Effect::Rights(namespace) => {
                let rights = access::rights(&self.client, &namespace).await.ok();
                Msg::Rights { namespace, rights }
            }
            Effect::ReadJournal => Msg::Journal(self.courier.ledger.read().await),
            Effect::Reconcile(open) => {
                let looked = self.courier.reconcile(&open).await;
                Msg::Reconciled { looked: looked.map(|_| ()), journal: self.courier.ledger.read().await }
            }
            Effect::Save { name, text } => Msg::Saved(save(&name, &text)),
            Effect::Settle(ticket) => Msg::Settle(ticket),
            Effect::Rest(ticket) => Msg::Rest(ticket),
            Effect::Fade(said) => Msg::Fade(said),
            Effect::CountFixes => Msg::CountFixes,
            Effect::MapJob(survey) => {
                let ticket = survey.ticket;
                let surveyed = tokio::task::spawn_blocking(move || survey.run()).await.ok()?;
                Msg::MapAnswer { ticket, surveyed: Box::new(surveyed) }
            }
            Effect::Weigh(weighing) => {
                let weighed = tokio::task::spawn_blocking(move || weighing.run()).await.ok()?;
                Msg::RankedChanges(Box::new(weighed))
            }
            Effect::Linger(ticket) => Msg::Linger(ticket),
            Effect::Trend { ticket, reading, visit, compares } => {
                let (trends, hour) = (self.trends.clone(), self.hour());
                let take = move || {
                    let visit = visit.map(|visit| visit.run());
                    let Past { trend, last, said } = trends.take(&reading, visit.as_ref(), hour);
                    let last = last.filter(|_| compares);
                    (trend, last.map(|(visit, hour)| Box::new(BaselineChange::of_visit(visit, hour))), said)
                };
                let (trend, last, said) = tokio::task::spawn_blocking(take).await.ok()?;
                Msg::Trend { ticket, hour, trend, last, said }
            }
            Effect::Inspect { .. }
            | Effect::EndInspection
            | Effect::Quit
            | Effect::Suspend
            | Effect::EditOutside(_)
            | Effect::Copy { .. }
            | Effect::CopyScreen
            | Effect::CopyTwin
            | Effect::SavePicture
            | Effect::Relist
            | Effect::Switch(_)
            | Effect::LogIn
            | Effect::Mouse(_)
            | Effect::Theme(_)
            | Effect::Lesson(_)
            | Effect::Remember(_)
            | Effect::Arm(_) => return None,
        })
    }

    /// Keeps what was found, at the end of a visit.
    pub fn leave(&self, model: &Model) {
        if let Some(visit) = trend::visit(model).filter(|_| self.trends.remembers()) {
            self.trends.leave(&visit.run(), self.hour());
        }
    }

    /// Returns the hours since 1970.
    fn hour(&self) -> i64 {
        let now = (self.courier.clock)().parse::<jiff::Timestamp>();
        now.map_or(0, |now| now.as_second().div_euclid(3_600))
    }
}

async fn bases(submitter: &Submitter, targets: &[ObjectRef]) -> Result<Vec<Option<Value>>, Trouble> {
    let mut bases = Vec::new();
    for target in targets {
        bases.push(submitter.fresh(target).await?);
    }
    Ok(bases)
}

/// Returns what the user may do; a failed review is left out, because the rehearsal shows it.
async fn rights(client: &Client, verbs: &[(String, ObjectRef)]) -> BTreeMap<String, bool> {
    let mut rights = BTreeMap::new();
    for (verb, target) in verbs {
        let Some(kind) = target.known() else { continue };
        let name = if verb == "create" { "" } else { target.name.as_str() };
        if let Ok(may) = access::may(client, verb, kind, &target.namespace, name).await {
            let place =
                if target.namespace.is_empty() { String::new() } else { format!(" in {}", target.namespace) };
            rights.insert(format!("{verb} {}{place}", kind.info().plural), may);
        }
    }
    rights
}

async fn undo_plan(submitter: &Submitter, receipts: &[Receipt]) -> Result<crate::fix::Plan, Trouble> {
    let mut found = BTreeMap::new();
    for object in undo::needs(receipts) {
        let now = submitter.fresh(&object).await?;
        found.insert(object, now);
    }
    Ok(undo::plan(receipts, &|object| found.get(object).cloned().flatten()))
}

/// Saves a file in the working directory, without overwriting an existing one.
pub(super) fn save(name: &str, text: &str) -> Result<String, String> {
    save_in(Path::new(""), name, text)
}

fn save_in(folder: &Path, name: &str, text: &str) -> Result<String, String> {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "txt"));
    for number in 0..100 {
        let name = if number == 0 { name.to_owned() } else { format!("{stem}-{number}.{end}") };
        return match clipboard::private_new(&folder.join(&name), text) {
            Ok(()) => Ok(name),
            Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => continue,
            Err(why) => Err(format!("could not save {name}: {why}")),
        };
    }
    Err(format!("a hundred files named like {name} already exist here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_file_is_private_and_takes_the_place_of_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let save = |text: &str| save_in(folder.path(), "fnsec.svg", text).expect("saved");
        assert_eq!((save("one").as_str(), save("two").as_str()), ("fnsec.svg", "fnsec-1.svg"));
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
        assert_eq!((read("fnsec.svg").as_str(), read("fnsec-1.svg").as_str()), ("one", "two"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = std::fs::metadata(folder.path().join("fnsec.svg")).expect("a file");
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
    }
}
