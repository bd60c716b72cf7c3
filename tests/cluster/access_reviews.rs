//! Thousands of questions about generated roles and bindings, asked of the engine and of the server's authorizer.

mod world;

use fnsec::decode;
use fnsec::engine::access::{AccessAnswer, AccessIndex, AccessRequest, ActionTarget, GrantedBy, Who};
use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
use futures::{StreamExt, stream};
use k8s_openapi::api::authorization::v1::{
    NonResourceAttributes, ResourceAttributes, SubjectAccessReview, SubjectAccessReviewStatus,
};
use kube::api::PostParams;
use kube::{Api, Client};
use serde_json::{Value, json};

use self::world::{Dice, action, objects, sentinels, who};
use super::access::ADMIN;
use super::objects::{list, put};
use super::shared;
use super::wait::until;

const QUESTIONS: usize = 5_000;
const AT_ONCE: usize = 24;
const KINDS: [Kind; 4] = [Kind::Role, Kind::RoleBinding, Kind::ClusterRole, Kind::ClusterRoleBinding];

/// The server's own answer.
async fn review(client: &Client, who: &Who, action: &AccessRequest) -> SubjectAccessReviewStatus {
    let mut review = SubjectAccessReview::default();
    review.spec.user = Some(who.user.clone());
    review.spec.groups = Some(who.groups.clone());
    let verb = Some(action.verb.clone());
    match &action.target {
        ActionTarget::Resource(target) => {
            review.spec.resource_attributes = Some(ResourceAttributes {
                verb,
                group: Some(target.group.clone()),
                resource: Some(target.resource.clone()),
                subresource: Some(target.subresource.clone()),
                name: Some(target.name.clone()),
                namespace: Some(target.namespace.clone()),
                ..ResourceAttributes::default()
            });
        }
        ActionTarget::Path(path) => {
            review.spec.non_resource_attributes =
                Some(NonResourceAttributes { verb, path: Some(path.clone()) });
        }
    }
    let api: Api<SubjectAccessReview> = Api::all(client.clone());
    let answer = api.create(&PostParams::default(), &review).await;
    answer.expect("the admin may ask").status.expect("an answer")
}

/// Whether the server says for one reason what the engine says for all.
fn agrees(answer: &AccessAnswer, status: &SubjectAccessReviewStatus) -> bool {
    let AccessAnswer::Allowed(via) = answer else {
        return *answer == AccessAnswer::Denied && !status.allowed;
    };
    let reason = status.reason.as_deref().unwrap_or_default();
    status.allowed
        && via.iter().any(|via| match via {
            GrantedBy::Masters => reason.is_empty(),
            GrantedBy::Chain(chain) => {
                let place =
                    if chain.is_cluster_wide() { String::new() } else { format!("/{}", chain.namespace) };
                let kind = if chain.is_cluster_wide() { "ClusterRoleBinding" } else { "RoleBinding" };
                let told = format!(
                    "{kind} \"{}{place}\" of {} \"{}\"",
                    chain.binding, chain.role.kind, chain.role.name
                );
                reason.contains(&told)
            }
        })
}

async fn snapshot(client: &Client, change: impl Fn(&mut Value)) -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in KINDS {
        for mut object in list(client, kind).await {
            change(&mut object);
            let object = decode::object(kind, &object.to_string()).expect("it reads");
            snapshot.apply(Change::Put(object), &mut dirty);
        }
        snapshot.apply(Change::Feed { kind, namespace: String::new(), feed: Feed::Live }, &mut dirty);
    }
    snapshot
}

/// Puts objects in, and waits until the authorizer's four caches have seen the last of each kind.
async fn load(client: &Client, spaces: &[String]) {
    let all = objects(&mut Dice::new(7), spaces);
    let made = stream::iter(&all).map(|object| put(client, object)).buffer_unordered(AT_ONCE);
    let made: Vec<_> = made.collect().await;
    for one in made {
        one.expect("the server takes it");
    }
    let gathered = until(async || {
        let roles = list(client, Kind::ClusterRole).await;
        let top = roles.iter().find(|role| role["metadata"]["name"] == "reviews-top");
        top.is_some_and(|role| role["rules"].to_string().contains("\"leaf\""))
    });
    assert!(gathered.await, "the roles are gathered");
    let (last, questions) = sentinels(&spaces[0]);
    for object in &last {
        put(client, object).await.expect("the server takes it");
    }
    for (who, action) in questions {
        let seen = until(async || review(client, &who, &action).await.allowed);
        assert!(seen.await, "the authorizer never learns that {} may {action}", who.user);
    }
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn the_engine_answers_as_the_servers_authorizer_does() {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let client = cluster.client(ADMIN);
    let spaces = [cluster.namespace("reviews-a").await, cluster.namespace("reviews-b").await];
    load(&client, &spaces).await;
    let access = AccessIndex::of(&snapshot(&client, |_| {}).await);
    let as_stored =
        AccessIndex::of(&snapshot(&client, |object| object["aggregationRule"] = json!(null)).await);
    let mut dice = Dice::new(11);
    let questions: Vec<(Who, AccessRequest)> =
        (0..QUESTIONS).map(|_| (who(&mut dice, &spaces), action(&mut dice, &spaces))).collect();
    let asked = stream::iter(&questions).map(async |(who, action)| review(&client, who, action).await);
    let told: Vec<_> = asked.buffered(AT_ONCE).collect().await;
    let mut allowed = 0;
    for ((who, action), status) in questions.iter().zip(&told) {
        let answer = access.can(who, action);
        assert!(agrees(&answer, status), "{who:?} {action}: {answer:?}, but {status:?}");
        assert_eq!(answer, as_stored.can(who, action), "{who:?} {action}: gathered roles are computed alike");
        allowed += usize::from(status.allowed);
    }
    assert!((QUESTIONS / 10..QUESTIONS * 9 / 10).contains(&allowed), "{allowed} yes: ask of both sorts");
}
