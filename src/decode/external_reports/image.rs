//! Trivy's image reports: counts, and the few worst entries, whatever the length of the list.

use super::{RawMeta, brief, day, lean, lenient_structs};
use crate::decode::{Error, from_str};
use crate::model::external_reports::{Grade, Image, ImageReport, ReportEntry, ReportSubject, Tally};
use crate::model::lenient::{IfValid, Lenient, lenient};
use serde::Deserialize;
use serde::de::SeqAccess;

/// How many entries of a report are kept.
const WORST: usize = 5;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    metadata: RawMeta,
    #[serde(deserialize_with = "lenient")]
    report: Report,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Report {
    #[serde(deserialize_with = "lenient")]
    update_timestamp: String,
    #[serde(deserialize_with = "lenient")]
    registry: Registry,
    #[serde(deserialize_with = "lenient")]
    artifact: Artifact,
    #[serde(deserialize_with = "lenient")]
    summary: Summary,
    #[serde(deserialize_with = "lenient")]
    vulnerabilities: Worst<Vulnerability>,
    #[serde(deserialize_with = "lenient")]
    secrets: Worst<Secret>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Registry {
    #[serde(deserialize_with = "lenient")]
    server: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Artifact {
    #[serde(deserialize_with = "lenient")]
    repository: String,
    #[serde(deserialize_with = "lenient")]
    tag: String,
    #[serde(deserialize_with = "lenient")]
    digest: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Summary {
    #[serde(rename = "criticalCount", deserialize_with = "lenient")]
    critical: i64,
    #[serde(rename = "highCount", deserialize_with = "lenient")]
    high: i64,
    #[serde(rename = "mediumCount", deserialize_with = "lenient")]
    medium: i64,
    #[serde(rename = "lowCount", deserialize_with = "lenient")]
    low: i64,
    #[serde(rename = "unknownCount", deserialize_with = "lenient")]
    unknown: i64,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Vulnerability {
    #[serde(rename = "vulnerabilityID", deserialize_with = "lenient")]
    id: String,
    #[serde(deserialize_with = "lenient")]
    resource: String,
    #[serde(deserialize_with = "lenient")]
    installed_version: String,
    #[serde(deserialize_with = "lenient")]
    severity: Grade,
    #[serde(deserialize_with = "lenient")]
    title: String,
}

/// Its `match` is the secret itself, and is not among these fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Secret {
    #[serde(rename = "ruleID", deserialize_with = "lenient")]
    id: String,
    #[serde(deserialize_with = "lenient")]
    target: String,
    #[serde(deserialize_with = "lenient")]
    severity: Grade,
    #[serde(deserialize_with = "lenient")]
    title: String,
}

lenient_structs! { Report Registry Artifact Summary Vulnerability Secret }

impl From<Vulnerability> for ReportEntry {
    fn from(raw: Vulnerability) -> Self {
        let at = format!("{} {}", raw.resource, raw.installed_version);
        Self { id: brief(&raw.id), at: brief(&at), grade: raw.severity, title: brief(&raw.title) }
    }
}

impl From<Secret> for ReportEntry {
    fn from(raw: Secret) -> Self {
        Self { id: brief(&raw.id), at: brief(&raw.target), grade: raw.severity, title: brief(&raw.title) }
    }
}

/// The worst entries of a list of any length, and how many there are of each severity.
struct Worst<T> {
    hits: Vec<ReportEntry>,
    tally: Tally,
    of: std::marker::PhantomData<T>,
}

impl<T> Default for Worst<T> {
    fn default() -> Self {
        Self { hits: Vec::new(), tally: Tally::default(), of: std::marker::PhantomData }
    }
}

impl<T: Lenient + Into<ReportEntry>> Lenient for Worst<T> {
    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut all = Self::default();
        while let Some(IfValid(item)) = list.next_element::<IfValid<T>>()? {
            let Some(hit) = item.map(Into::into) else { continue };
            all.take(hit);
        }
        all.hits.shrink_to_fit();
        Ok(Some(all))
    }
}

impl<T> Worst<T> {
    fn take(&mut self, hit: ReportEntry) {
        self.tally.add(hit.grade, 1);
        let key = |report_entry: &ReportEntry| (report_entry.grade, report_entry.id.clone());
        let at = self.hits.partition_point(|one| key(one) <= key(&hit));
        if at < WORST {
            self.hits.insert(at, hit);
            self.hits.truncate(WORST);
        }
    }
}

/// Decodes a Trivy vulnerability report.
///
/// # Errors
/// If the text is not a valid report.
pub fn vulnerabilities(text: &str) -> Result<Box<ImageReport>, Error> {
    let raw: Raw = from_str(text)?;
    let (hits, tally) = (raw.report.vulnerabilities.hits.clone(), raw.report.vulnerabilities.tally);
    Ok(report(raw, hits, tally))
}

/// Decodes a Trivy report of exposed secrets.
///
/// # Errors
/// If the text is not a valid report.
pub fn secrets(text: &str) -> Result<Box<ImageReport>, Error> {
    let raw: Raw = from_str(text)?;
    let (hits, tally) = (raw.report.secrets.hits.clone(), raw.report.secrets.tally);
    Ok(report(raw, hits, tally))
}

/// The counts of the summary, or of the list where the summary has none.
fn report(raw: Raw, worst: Vec<ReportEntry>, counted: Tally) -> Box<ImageReport> {
    let (artifact, summary) = (&raw.report.artifact, tally(&raw.report.summary));
    Box::new(ImageReport {
        subject: subject(&raw.metadata),
        container: raw.metadata.labels.get("trivy-operator.container.name").unwrap_or_default().to_owned(),
        image: Image::new(&raw.report.registry.server, &artifact.repository, &artifact.tag, &artifact.digest),
        checked: day(&raw.report.update_timestamp),
        tally: if summary.total() > 0 { summary } else { counted },
        worst,
        meta: lean(raw.metadata),
    })
}

fn tally(summary: &Summary) -> Tally {
    let counts = [
        (Grade::Critical, summary.critical),
        (Grade::High, summary.high),
        (Grade::Medium, summary.medium),
        (Grade::Low, summary.low),
        (Grade::Unknown, summary.unknown),
    ];
    let mut tally = Tally::default();
    for (grade, count) in counts {
        tally.add(grade, u32::try_from(count).unwrap_or_default());
    }
    tally
}

/// By labels; names too long for a label are in an annotation, or only at the owner.
fn subject(meta: &RawMeta) -> ReportSubject {
    let said = |key: &str| meta.labels.get(key).or(meta.annotations.get(key)).unwrap_or_default().to_owned();
    let (kind, name) = (said("trivy-operator.resource.kind"), said("trivy-operator.resource.name"));
    let namespace = said("trivy-operator.resource.namespace");
    let owner = meta.owner_references.first().filter(|_| name.is_empty());
    owner.map_or_else(
        || ReportSubject { kind, name, namespace: namespace.clone() },
        |owner| {
            let (kind, name) = owner.names();
            ReportSubject { kind: kind.into(), name: name.into(), namespace: namespace.clone() }
        },
    )
}
