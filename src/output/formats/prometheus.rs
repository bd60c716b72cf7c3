//! Gauges in the text format of Prometheus, for the textfile collector or a push gateway:
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>.

use super::sheet::{Sheet, SheetRow, safe};
use crate::checks::Severity;
use crate::output::Scan;
use std::collections::BTreeMap;
use std::fmt::Write;

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let source = label("source", &sheet.source);
    let mut out = String::new();
    gauge(&mut out, "fnsec_findings", "Findings by severity, shown or not.");
    for severity in Severity::ALL {
        let count = scan.counts.of(severity);
        let _ = writeln!(out, "fnsec_findings{{{source},{}}} {count}", label("severity", severity.word()));
    }
    gauge(
        &mut out,
        "fnsec_check_findings",
        "Findings by namespace and check; the empty namespace is cluster-wide.",
    );
    let mut found: BTreeMap<(&str, &str, Severity), usize> = BTreeMap::new();
    for one in &sheet.entries {
        *found.entry((&one.namespace, one.check.id, one.severity)).or_default() += 1;
    }
    for ((namespace, check, severity), count) in found {
        let labels =
            [label("namespace", namespace), label("check", check), label("severity", severity.word())];
        let _ = writeln!(out, "fnsec_check_findings{{{source},{}}} {count}", labels.join(","));
    }
    out += &by_set(&sheet, &source);
    gauge(&mut out, "fnsec_verdicts", "Verdicts by result; unknown is never passed.");
    let counts = &scan.counts;
    let with_findings = scan.verdicts.saturating_sub(counts.passed + counts.unknown);
    for (state, count) in
        [("passed", counts.passed), ("findings", with_findings), ("unknown", counts.unknown)]
    {
        let _ = writeln!(out, "fnsec_verdicts{{{source},{}}} {count}", label("result", state));
    }
    gauge(&mut out, "fnsec_unknown_verdicts", "Unknown verdicts by namespace and reason.");
    let mut unknown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in &sheet.unknown {
        for (namespace, checks) in &one.namespaces {
            *unknown.entry((namespace, one.code)).or_default() += checks.len();
        }
    }
    for ((namespace, code), count) in unknown {
        let labels = [label("namespace", namespace), label("reason", code)];
        let _ = writeln!(out, "fnsec_unknown_verdicts{{{source},{}}} {count}", labels.join(","));
    }
    for (name, help, value) in [
        (
            "fnsec_coverage_percent",
            "Share of verdicts that are known, rounded down.",
            usize::from(scan.coverage()),
        ),
        ("fnsec_unread", "Inputs that could not be read.", sheet.unread.len()),
        ("fnsec_accepted_findings", "Accepted findings.", sheet.accepted.len()),
    ] {
        gauge(&mut out, name, help);
        let _ = writeln!(out, "{name}{{{source}}} {value}");
    }
    out
}

/// Returns the findings of each set; nothing if the source has one.
fn by_set(sheet: &Sheet<'_>, source: &str) -> String {
    let mut out = String::new();
    if sheet.scan.sets.is_empty() {
        return out;
    }
    gauge(
        &mut out,
        "fnsec_set_findings",
        "Findings by set of files; one that is in several sets counts in each.",
    );
    for set in &sheet.scan.sets {
        for severity in Severity::ALL {
            let here = |one: &&SheetRow<'_>| one.severity == severity && one.sets.sets.contains(set);
            let count = sheet.entries.iter().filter(here).count();
            let labels = [label("set", &safe(set)), label("severity", severity.word())].join(",");
            let _ = writeln!(out, "fnsec_set_findings{{{source},{labels}}} {count}");
        }
    }
    out
}

fn gauge(out: &mut String, name: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
}

fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_label() {
        assert_eq!(label("a", "x\"} 1\ny\\"), "a=\"x\\\"} 1\\ny\\\\\"");
    }
}
