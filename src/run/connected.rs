//! Messages to the user about a connection.

use super::exceptions::Exceptions;
use crate::app::state::connection::{ConnectionState, Env, Fresh};
use crate::source::Origin;
use crate::source::connect::Connection;

pub(super) fn connected(
    connection: &Connection,
    exceptions: &Exceptions,
    production: &[String],
) -> ConnectionState {
    let env = match connection.origin {
        Origin::Cluster => Env::of(&connection.name, &connection.host, production),
        Origin::Demo | Origin::Manifests | Origin::Recording => Env::Unnamed,
    };
    ConnectionState {
        origin: connection.origin,
        context: connection.name.clone(),
        host: connection.host.clone(),
        user: String::new(),
        env,
        contexts: connection.contexts.clone(),
        namespaces: connection.only.clone(),
        unread: connection.unread(),
        impersonating: connection.impersonating.clone(),
        read_only: connection.read_only,
        armed: env != Env::Prod,
        armed_until: None,
        fresh: Fresh::Connecting,
        since: None,
        retry: None,
        exceptions: exceptions.shown(),
        notes: notes(connection),
    }
}

fn notes(connection: &Connection) -> Vec<String> {
    const IN_MEMORY: &str = "changes made here stay in memory; fnsec fix -f … --apply rewrites the files";
    let own = (connection.origin == Origin::Manifests && !connection.read_only).then(|| IN_MEMORY.to_owned());
    let files = connection.files.iter().flat_map(|files| {
        const SHOWN: usize = 3;
        let count = files.troubles.len();
        let first = files.troubles.iter().take(SHOWN).map(|trouble| format!("not read: {trouble}"));
        let more = (count > SHOWN)
            .then(|| format!("and {} more that were not read; fnsec scan lists them", count - SHOWN));
        first.chain(more).collect::<Vec<_>>()
    });
    let several = connection.origin == Origin::Manifests && !connection.contexts.is_empty();
    let sets = several.then(|| {
        let (count, name) = (connection.contexts.len(), &connection.name);
        format!("the files form {count} separate sets; each is a context; this is {name}")
    });
    connection.notes.iter().cloned().chain(files).chain(sets).chain(own).collect()
}
