//! What the two ends of a connection are called, and what they mean.

use crate::engine::network::{Answer, End, Network, address};
use crate::model::Snapshot;
use crate::model::network_policy::Protocol;
use crate::report::reach::Told;

/// One question, as it was written.
pub struct Asked<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub port: Option<u16>,
    pub protocol: Protocol,
}

/// A pod or an address, and the port that traffic to it ends at.
struct Target {
    end: Owned,
    port: Option<u16>,
    protocol: Protocol,
}

#[derive(Clone)]
enum Owned {
    Pod(String, String),
    Address(std::net::IpAddr),
}

impl Owned {
    fn end(&self) -> End<'_> {
        match self {
            Self::Pod(namespace, name) => End::Pod(namespace, name),
            Self::Address(address) => End::Address(*address),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Pod(namespace, name) => format!("{namespace}/{name}"),
            Self::Address(address) => address.to_string(),
        }
    }
}

/// Answers a question: once for each pair of pods that it means.
pub fn ask(snapshot: &Snapshot, network: &Network, asked: &Asked<'_>) -> Result<Vec<Told>, String> {
    let sources = pods(snapshot, asked.from, "--from")?;
    let targets = targets(snapshot, network, asked)?;
    let mut all = Vec::new();
    for source in &sources {
        for target in &targets {
            let answer = network.answer(source.end(), target.end.end()).ok_or_else(|| {
                format!("{} or {} has no network: it has ended.", source.shown(), target.end.shown())
            })?;
            all.push(tell(source, target, answer));
        }
    }
    Ok(all)
}

fn tell(source: &Owned, target: &Target, answer: Answer) -> Told {
    Told {
        from: source.shown(),
        to: target.end.shown(),
        port: target.port,
        protocol: target.protocol,
        answer,
    }
}

fn targets(snapshot: &Snapshot, network: &Network, asked: &Asked<'_>) -> Result<Vec<Target>, String> {
    if let [namespace, "svc" | "service", name] = asked.to.split('/').collect::<Vec<_>>().as_slice() {
        let space = snapshot.space(namespace);
        let found = space.and_then(|space| Some((space, space.services.get(*name)?)));
        let (space, service) = found.ok_or_else(|| missing("Service", asked.to))?;
        let backends = network
            .backends(space, service, asked.port)
            .map_err(|why| format!("{} leads nowhere that is known: {}.", asked.to, why.words()))?;
        let target = |one: crate::engine::network::Backend| Target {
            end: Owned::Pod((*namespace).to_owned(), one.pod),
            port: Some(one.port),
            protocol: one.protocol,
        };
        return Ok(backends.into_iter().map(target).collect());
    }
    let ends = pods(snapshot, asked.to, "--to")?;
    Ok(ends.into_iter().map(|end| Target { end, port: asked.port, protocol: asked.protocol }).collect())
}

fn pods(snapshot: &Snapshot, word: &str, option: &str) -> Result<Vec<Owned>, String> {
    if let Some(address) = address(word) {
        return Ok(vec![Owned::Address(address)]);
    }
    let Some((namespace, name)) = word.split_once('/') else {
        return Err(format!("\"{word}\" ({option}) is neither NS/POD nor an address."));
    };
    let Some(space) = snapshot.space(namespace).filter(|space| !space.is_cluster()) else {
        return Err(missing("namespace", namespace));
    };
    let named = |name: &str| Owned::Pod(namespace.to_owned(), name.to_owned());
    match name.split_once('/') {
        Some(("fn" | "function", function)) => {
            let own =
                space.pods.iter().filter(|(_, pod)| pod.function() == Some(function) && !pod.finished());
            let own: Vec<Owned> = own.map(|(name, _)| named(name)).collect();
            if own.is_empty() { Err(missing("Function with pods", word)) } else { Ok(own) }
        }
        _ if space.pods.contains_key(name) => Ok(vec![named(name)]),
        _ => Err(missing("pod", word)),
    }
}

fn missing(what: &str, name: &str) -> String {
    format!("There is no {what} {name}, or it may not be read. Check the name, and -n or -f.")
}
