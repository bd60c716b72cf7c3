//! Answers about connections, and the matrix between namespaces.

use super::text::{Paint, cell, clean};
use crate::engine::mesh::{ConnectionVerdict, Treatment};
use crate::engine::network::{ConnectionAnswer, DirectionAnswer, Matrix, Openness, Ports, Reachability};
use crate::model::network_policy::Protocol;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// One pair of ends, and the result.
pub struct ConnectionReport {
    pub from: String,
    pub to: String,
    pub port: Option<u16>,
    pub protocol: Protocol,
    /// According to NetworkPolicies alone.
    pub answer: ConnectionAnswer,
    pub mesh: ConnectionVerdict,
    /// Whether the query is about one request, not only about the connection.
    pub request: bool,
}

impl ConnectionReport {
    /// Returns, without a port, whether everything is open, or nothing.
    fn verdict(&self) -> Reachability {
        verdict(self, &self.answer.sure(), &self.answer.possible())
    }

    /// Returns the answer to the query: for a request, the combined verdict of connection and mesh.
    #[must_use]
    pub fn answered(&self) -> Reachability {
        if self.request { self.entry() } else { self.verdict() }
    }

    /// Returns the combined verdict of connection and mesh; a mesh that allows some requests counts as
    /// allowed.
    #[must_use]
    pub fn entry(&self) -> Reachability {
        let some = if self.request { Reachability::Unknown } else { Reachability::Allowed };
        let mesh = match self.mesh.say {
            Treatment::Denied => Reachability::Denied,
            Treatment::Unknown => Reachability::Unknown,
            Treatment::Depends => some,
            Treatment::Allowed | Treatment::None => Reachability::Allowed,
        };
        match (self.verdict(), mesh) {
            (Reachability::Denied, _) | (_, Reachability::Denied) => Reachability::Denied,
            (Reachability::Allowed, Reachability::Allowed) => Reachability::Allowed,
            _ => Reachability::Unknown,
        }
    }
}

fn verdict(report: &ConnectionReport, sure: &Ports, possible: &Ports) -> Reachability {
    match report.port {
        Some(port) if sure.has(report.protocol, port) => Reachability::Allowed,
        Some(port) if possible.has(report.protocol, port) => Reachability::Unknown,
        Some(_) => Reachability::Denied,
        None if !sure.is_none() => Reachability::Allowed,
        None if possible.is_none() => Reachability::Denied,
        None => Reachability::Unknown,
    }
}

/// Formats one answer for people.
#[must_use]
pub fn report_text(report: &ConnectionReport) -> String {
    let port = report.port.map(|port| format!(" {} {port}", report.protocol.word())).unwrap_or_default();
    let verdict = report.verdict();
    let answer = report.answered();
    let mut out = format!("{}: {} → {}{port}\n", answer.word(), clean(&report.from), clean(&report.to));
    if report.request {
        let _ = writeln!(out, "  connection {}", verdict.word());
    }
    if report.port.is_none() && verdict == Reachability::Allowed {
        let _ = writeln!(out, "  ports   {}", report.answer.sure());
    }
    for (word, side) in [("leaves", &report.answer.egress), ("enters", &report.answer.ingress)] {
        let _ = writeln!(out, "  {word}  {}", clean(&side_words(report, side)));
    }
    let _ = writeln!(out, "  mesh    {}", clean(&report.mesh.words()));
    for why in &report.answer.why {
        let _ = writeln!(out, "  unknown: {}", clean(why));
    }
    for note in &report.answer.notes {
        let _ = writeln!(out, "  {note}");
    }
    out
}

fn side_words(report: &ConnectionReport, side: &DirectionAnswer) -> String {
    if !side.isolated {
        return match verdict(report, &side.sure, &side.possible) {
            Reachability::Allowed => "unrestricted: no policy isolates it".into(),
            Reachability::Denied | Reachability::Unknown => "no visible policy isolates it".into(),
        };
    }
    let all: Vec<&str> = side.policies.iter().map(|one| &**one).collect();
    let admitting = admitting(report, side);
    let by = if admitting.is_empty() { "nothing".to_owned() } else { admitting.join(", ") };
    format!("isolated by {}; allowed by {by}", all.join(", "))
}

fn admitting<'a>(report: &ConnectionReport, side: &'a DirectionAnswer) -> Vec<&'a str> {
    let mut names: Vec<&str> = match report.port {
        Some(port) => side.admitting(report.protocol, port).collect(),
        None => side.admits.iter().map(|one| &*one.0).collect(),
    };
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns the answer's part of a JSON line; if one name means several pods, they must agree.
pub fn answered(all: &[ConnectionReport]) -> Map<String, Value> {
    let mut out = Map::new();
    let verdicts: Vec<Reachability> = all.iter().map(ConnectionReport::answered).collect();
    let agree = verdicts.iter().all(|verdict| Some(verdict) == verdicts.first());
    let allowed = match verdicts.first() {
        Some(Reachability::Allowed) if agree => json!(true),
        Some(Reachability::Denied) if agree => json!(false),
        _ => Value::Null,
    };
    out.insert("allowed".into(), allowed);
    let Some(first) = all.first() else { return out };
    if first.request {
        out.insert("connection".into(), json!(known(first.verdict())));
    }
    out.insert("egress".into(), side(first, &first.answer.egress));
    out.insert("ingress".into(), side(first, &first.answer.ingress));
    out.insert("mesh".into(), mesh(all, first));
    if first.port.is_none() {
        out.insert("ports".into(), ports(&first.answer.sure()));
    }
    let unknown = all.iter().filter(|one| one.request && one.mesh.say == Treatment::Unknown);
    let unknown: Vec<String> = unknown.map(|one| one.mesh.why.clone()).collect();
    let mut why: Vec<String> = all
        .iter()
        .flat_map(|connection_report| &connection_report.answer.why)
        .map(ToString::to_string)
        .collect();
    if !agree {
        why.push("the pods behind it differ".into());
    }
    why.extend(unknown);
    why.sort();
    why.dedup();
    if !why.is_empty() {
        out.insert("why".into(), json!(why.join("; ")));
    }
    if !first.answer.notes.is_empty() {
        out.insert("notes".into(), json!(first.answer.notes));
    }
    out
}

/// Returns the verdict of the mesh; if it treats several pods differently, every deciding policy is named.
fn mesh(all: &[ConnectionReport], first: &ConnectionReport) -> Value {
    let one = &first.mesh;
    if all.iter().all(|other| other.mesh.say == one.say) {
        return json!({"verdict": one.say.word(), "by": one.names(), "why": one.why});
    }
    let unknown = all.iter().find(|one| one.mesh.say == Treatment::Unknown);
    let say = unknown.map_or(Treatment::Depends, |one| one.mesh.say);
    let names: BTreeSet<String> =
        all.iter().flat_map(|connection_report| connection_report.mesh.names()).collect();
    let why = unknown.map_or("the pods behind it differ", |one| &one.mesh.why);
    json!({"verdict": say.word(), "by": names, "why": why})
}

/// Returns the JSON form: true, false, or null.
fn known(verdict: Reachability) -> Option<bool> {
    match verdict {
        Reachability::Allowed => Some(true),
        Reachability::Denied => Some(false),
        Reachability::Unknown => None,
    }
}

fn side(report: &ConnectionReport, side: &DirectionAnswer) -> Value {
    let allowed = known(verdict(report, &side.sure, &side.possible));
    let policies: Vec<&str> = side.policies.iter().map(|policy| &**policy).collect();
    json!({"isolated": side.isolated, "allowed": allowed, "policies": policies, "admittedBy": admitting(report, side)})
}

fn ports(ports: &Ports) -> Value {
    let each = Protocol::ALL.into_iter().map(|protocol| (protocol.word().to_owned(), ports.words(protocol)));
    each.filter(|(_, words)| !words.is_empty())
        .map(|(word, words)| (word, json!(words)))
        .collect::<Map<_, _>>()
        .into()
}

/// Returns one line per pair of namespaces.
#[must_use]
pub fn matrix_lines(matrix: &Matrix) -> String {
    let mut out = String::new();
    for (row, from) in matrix.names.iter().enumerate() {
        for (column, to) in matrix.names.iter().enumerate() {
            let Some(cell) = matrix.cell(row, column) else { continue };
            let line = json!({"from": &**from, "to": &**to, "verdict": cell.openness.word(), "ports": ports(&cell.ports)});
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

const LEGEND: &str = "# all pods and ports   + some   . none   ? unknown   (blank: no pods)";

/// Rows connect to columns; columns have the numbers of the rows.
#[must_use]
pub fn matrix_table(matrix: &Matrix, paint: Paint) -> String {
    // Bounded by `cell`: no format accepts a width beyond 65,535.
    let width = matrix.names.iter().map(|name| cell(name).chars().count()).max().unwrap_or(0).max(4);
    let count = matrix.names.len();
    let digits = count.to_string().len().max(2);
    let head = (1..=count).map(|at| format!("{at:>digits$}")).collect::<Vec<_>>().join(" ");
    let mut out = paint.bold(format!("{:digits$}  {:width$} {head}", "", "FROM").trim_end()) + "\n";
    for (row, from) in matrix.names.iter().enumerate() {
        let sign_of = |column| matrix.cell(row, column).map_or(' ', |cell| sign(cell.openness));
        let cells =
            (0..count).map(|column| format!("{:>digits$}", sign_of(column))).collect::<Vec<_>>().join(" ");
        let line = format!("{:>digits$}  {:width$} {cells}", row + 1, cell(from));
        out += line.trim_end();
        out.push('\n');
    }
    out + "\n" + LEGEND + "\n"
}

/// Returns the character for a cell.
#[must_use]
pub const fn sign(openness: Openness) -> char {
    match openness {
        Openness::Empty => ' ',
        Openness::None => '.',
        Openness::Unknown => '?',
        Openness::Some => '+',
        Openness::All => '#',
    }
}
