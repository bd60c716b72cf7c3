//! Every command asks a demo cluster from which a kind was taken away: an answer stays as it was, or becomes unknown.

use super::run::{Run, World, finish};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::model::calendar::Day;
use fnsec::source::demo;
use fnsec::source::embedded::ServerFault;
use serde_json::Value;
use std::collections::BTreeMap;

/// Questions about the buildless demo; words with spaces follow a bar.
const BUILDLESS: &[&str] = &[
    "apirule -n orders -o json --probe|POST orders.c-4f1a2b.kyma.example /orders",
    "apirule -o json --probe|GET nowhere.c-4f1a2b.kyma.example /x",
    "tokens -o json --issuer https://id.harbour-goods.example/oauth2/default",
    "pod-security -n orders -o jsonl",
    "reach -o jsonl --from crm/fn/crm-sync --to orders/fn/order-create",
    "can get secrets -n orders --user me --group team-orders -o jsonl",
];

const LEGACY: &[&str] = &[
    "scan -o json",
    "apirule -o json",
    "apirule -o json --probe|POST contact.c-4f1a2b.kyma.example /contact",
    "apirule -o json --probe|GET stock.c-4f1a2b.kyma.example /stock",
    "tokens -o json",
    "pod-security -o jsonl",
    "reach -o jsonl --from web/fn/landing --to billing/fn/remind",
    "can get secrets -n billing --user nobody@example.com -o jsonl",
    "who-can create pods -n billing -o jsonl",
    "fix namespace-level-missing -o json",
];

/// A demo cluster with a fault, and a world that leads to it.
fn world(context: &str, fault: Option<ServerFault>) -> (Server, World) {
    let cluster = demo::cluster(context, Day::new(2026, 11, 1), false).expect("a demo");
    if let Some(fault) = fault {
        cluster.fault(fault);
    }
    let server = Server::around(cluster);
    let world = World::with_cluster(&server.address);
    (server, world)
}

fn ask(world: &World, question: &str) -> Run {
    let mut words = question.split('|');
    let mut command = world.command(words.next().unwrap_or_default());
    command.args(words);
    finish(command)
}

/// What a scan says, without the changes that it proposes: those say themselves what they do not know.
fn verdicts(run: &Run) -> String {
    let Ok(Value::Object(mut all)) = serde_json::from_str::<Value>(&run.out) else {
        return run.out.clone();
    };
    all.remove("causes");
    let findings = all.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten();
    findings.filter_map(Value::as_object_mut).for_each(|one| drop(one.remove("fixes")));
    Value::Object(all).to_string()
}

/// What is wrong with an answer, given the one that everything was seen for.
fn fault(before: &Run, after: &Run) -> Option<String> {
    if after.code < before.code {
        return Some(format!("ends with {} and not {}", after.code, before.code));
    }
    let answer =
        |run: &Run| serde_json::from_str::<Value>(&run.out).map_or(Value::Null, |all| all["allowed"].clone());
    let (then, now) = (answer(before), answer(after));
    if then.is_boolean() && now.is_boolean() && then != now {
        return Some(format!("answers {now} and not {then}"));
    }
    let is_said = after.all().contains("Not seen")
        || after.out.contains("\"notSeen\"")
        || now.is_null() && then.is_boolean();
    // A change that is proposed with care says what it does not know.
    let is_careful = after.all().contains("so it is unknown whether a pod violates the level");
    if verdicts(before) != verdicts(after) && !(is_said && after.code != 0 || is_careful || after.code == 3) {
        let (old, new) = (before.out.lines().collect::<Vec<_>>(), after.out.lines());
        let fresh: Vec<&str> = new.filter(|line| !old.contains(line)).take(3).collect();
        return Some(format!(
            "ends with {} and does not say what was not seen: {} {}",
            after.code,
            fresh.join("\n"),
            after.err
        ));
    }
    None
}

fn try_all(context: &str, questions: &[&str]) {
    let (_server, whole) = world(context, None);
    let before: BTreeMap<&str, Run> = questions.iter().map(|one| (*one, ask(&whole, one))).collect();
    for (question, run) in &before {
        assert!(matches!(run.code, 0 | 1), "{question} ends with {}: {}", run.code, run.err);
    }
    let faults = Kind::watched().into_iter().map(|kind| ServerFault::Forbidden {
        verb: None,
        kind,
        namespace: String::new(),
    });
    let all = faults.chain([
        ServerFault::RefuseLists(401),
        ServerFault::RefuseLists(403),
        ServerFault::Refuse(401),
    ]);
    let mut wrong = Vec::new();
    for taken in all {
        let name = format!("{taken:?}");
        let (_server, less) = world(context, Some(taken));
        for (question, run) in &before {
            wrong.extend(
                fault(run, &ask(&less, question)).map(|why| format!("{question} without {name}: {why}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_command_answers_better_about_a_buildless_cluster_that_it_sees_less_of() {
    try_all("demo-buildless", BUILDLESS);
}

#[test]
fn no_command_answers_better_about_a_legacy_cluster_that_it_sees_less_of() {
    try_all("demo-legacy", LEGACY);
}
