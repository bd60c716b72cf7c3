//! Selects the context, cluster and user of a kubeconfig.

use super::parts::{Cluster, Context, User};
use super::place::FieldPlace;
use super::read::Kubeconfig;
use crate::source::{Trouble, message};

/// The parts of a connection.
pub struct Selection<'k> {
    pub cluster: &'k Cluster,
    /// `None`: no user, as with kubectl.
    pub user: Option<&'k User>,
    pub namespace: String,
    /// The place of the context, or of what replaces it.
    pub at: FieldPlace,
}

/// Selects by names: the context, or the current one, and its cluster and user, unless they are named as
/// well.
///
/// # Errors
/// If a name does not exist; the sentence lists the existing ones.
pub fn choose<'k>(
    config: &'k Kubeconfig,
    context: Option<&str>,
    cluster: Option<&str>,
    user: Option<&str>,
) -> Result<Selection<'k>, Trouble> {
    let context = context_of(config, context, cluster.is_some())?;
    let cluster_name = cluster.or(context.map(|context| context.cluster.as_str())).unwrap_or_default();
    let Some(cluster) = config.clusters.iter().find(|one| one.name == cluster_name) else {
        let known = config.clusters.iter().map(|one| one.name.as_str());
        let why = match context {
            Some(context) if cluster.is_none() && cluster_name.is_empty() => {
                return Err(context.at.refuse("cluster", "the context names no cluster"));
            }
            Some(context) if cluster.is_none() => {
                let why = format!("no cluster \"{}\"", message::line(cluster_name));
                return Err(context.at.refuse("cluster", why));
            }
            _ => format!("no cluster \"{}\"", message::line(cluster_name)),
        };
        return Err(Trouble::configuration("Choosing a cluster", why, listed("Clusters", known)));
    };
    let user_name = user.or(context.map(|context| context.user.as_str())).unwrap_or_default();
    let found = config.users.iter().find(|one| one.name == user_name);
    if let (Some(name), None) = (user, found) {
        let known = config.users.iter().map(|one| one.name.as_str());
        let why = format!("no user \"{}\"", message::line(name));
        return Err(Trouble::configuration("Choosing a user", why, listed("Users", known)));
    }
    let namespace = context.map(|context| context.namespace.clone()).unwrap_or_default();
    let at = context.map_or_else(|| cluster.at.clone(), |context| context.at.clone());
    Ok(Selection { cluster, user: found, namespace, at })
}

fn context_of<'k>(
    config: &'k Kubeconfig,
    named: Option<&str>,
    optional: bool,
) -> Result<Option<&'k Context>, Trouble> {
    const WHAT: &str = "Choosing a context";
    let known = || config.contexts.iter().map(|one| one.name.as_str());
    let Some(name) = named.or(config.current.as_deref()).filter(|name| !name.is_empty()) else {
        if optional {
            return Ok(None);
        }
        let next = match config.contexts.as_slice() {
            [] => "Add a context to it, or name another file with --kubeconfig.".to_owned(),
            _ => format!("Name one with --context: {}.", names(known())),
        };
        return Err(Trouble::configuration(WHAT, "the kubeconfig has no current context", next));
    };
    let found = config.contexts.iter().find(|one| one.name == name);
    found.map(Some).ok_or_else(|| {
        let why = format!("no context \"{}\"", message::line(name));
        Trouble::configuration(WHAT, why, listed("Contexts", known()))
    })
}

fn listed<'n>(kind: &str, known: impl Iterator<Item = &'n str>) -> String {
    let names = names(known);
    format!("{kind} in the kubeconfig: {}.", if names.is_empty() { "none" } else { &names })
}

fn names<'n>(known: impl Iterator<Item = &'n str>) -> String {
    message::line(&known.collect::<Vec<_>>().join(", "))
}
