//! One HTML file: no script, nothing fetched, readable on paper and by a screen reader.

use super::markup::escape;
use super::picture::{BarPart, bar};
use super::sheet::{Sheet, SheetRow, safe};
use crate::checks::{Severity, page};
use crate::output::Scan;
use crate::verdicts::Counts;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Colours have a contrast of at least 4.5 to 1 on their background, in both schemes.
const STYLE: &str = include_str!("html.css");

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let title = escape(&format!("fnsec: {}", sheet.source));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n\
         <meta name=\"generator\" content=\"fnsec {}\" />\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{}. Checked on {}.</p>\n",
        env!("CARGO_PKG_VERSION"),
        escape(&sheet.summary()),
        scan.header.today
    );
    out += &pictures(&sheet);
    out += &contents(&sheet);
    for (namespace, entries) in sheet.by_namespace() {
        out += &section(namespace, &entries);
    }
    out += &paths(scan);
    out += &gaps(&sheet);
    out += &accepted(&sheet);
    out += &checks(&sheet);
    out + "</main>\n</body>\n</html>\n"
}

fn pictures(sheet: &Sheet<'_>) -> String {
    let counts = &sheet.scan.counts;
    let with_findings = sheet.scan.verdicts.saturating_sub(counts.passed + counts.unknown);
    let verdicts = [
        BarPart { name: "passed", count: counts.passed, class: "passed" },
        BarPart { name: "with findings", count: with_findings, class: "high" },
        BarPart { name: "unknown", count: counts.unknown, class: "unknown" },
    ];
    let mut out = String::from("<h2>Verdicts</h2>\n") + &bar("Verdicts", &verdicts);
    if counts.total() > 0 {
        out += "<h2>Findings by severity</h2>\n";
        out += &bar("Findings", &severities(counts));
    }
    out
}

fn severities(counts: &Counts) -> Vec<BarPart<'static>> {
    let part = |severity: Severity| BarPart {
        name: severity.word(),
        count: counts.of(severity),
        class: severity.word(),
    };
    Severity::ALL.map(part).into()
}

fn contents(sheet: &Sheet<'_>) -> String {
    let homes = sheet.by_namespace();
    if homes.len() < 2 {
        return String::new();
    }
    let mut out = String::from("<nav aria-label=\"Namespaces\">\n<h2>Namespaces</h2>\n<ul>\n");
    for (namespace, entries) in homes {
        let mut counts = Counts::default();
        for one in &entries {
            counts.count(one.severity);
        }
        let name = escape(&home(namespace));
        let _ = writeln!(
            out,
            "<li><a href=\"#{}\">{name}</a>: {}\n{}</li>",
            id(namespace),
            counts.words(),
            bar(&name, &severities(&counts))
        );
    }
    out + "</ul>\n</nav>\n"
}

fn section(namespace: &str, entries: &[&SheetRow<'_>]) -> String {
    let name = escape(&home(namespace));
    let mut out = format!(
        "<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{name}</h2>\n<table>\n<caption>Findings in {name}</caption>\n\
         <thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Check</th><th scope=\"col\">Object</th>\
         <th scope=\"col\">Finding</th></tr></thead>\n<tbody>\n",
        id(namespace)
    );
    for one in entries {
        out += &row(one);
    }
    out + "</tbody>\n</table>\n</section>\n"
}

fn row(entry: &SheetRow<'_>) -> String {
    let (mark, sets) = (escape(&entry.mark()), escape(&entry.within()));
    let place = entry.at().map(|at| format!("<br /><code>{}</code>", escape(&at))).unwrap_or_default();
    let seen = if entry.evidence.is_empty() {
        String::new()
    } else {
        format!("<br /><code>{}</code>", escape(&entry.evidence))
    };
    let titles: Vec<String> = entry.fixes.iter().map(|fix| escape(&safe(&fix.title))).collect();
    let fixes = if titles.is_empty() {
        String::new()
    } else {
        format!("<ul aria-label=\"Fixes\"><li>{}</li></ul>", titles.join("</li><li>"))
    };
    let word = entry.severity.word();
    format!(
        "<tr><td class=\"{word}\">{word}{mark}</td><td><a href=\"#check-{0}\">{0}</a></td>\
         <td><code>{1}</code>{sets}{place}</td><td>{2}{seen}{fixes}</td></tr>\n",
        entry.check.id,
        escape(&entry.object),
        escape(&entry.sentence())
    )
}

fn paths(scan: &Scan) -> String {
    if scan.paths.is_empty() {
        return String::new();
    }
    let mut out =
        String::from("<section aria-labelledby=\"paths\">\n<h2 id=\"paths\">Attack paths</h2>\n<ul>\n");
    for (namespace, path) in &scan.paths {
        let links: Vec<String> = path.links.iter().map(|link| escape(&safe(link.words))).collect();
        let _ = writeln!(
            out,
            "<li><strong class=\"{0}\">{0}</strong> {1}: {2}<ol><li>{3}</li></ol></li>",
            path.severity.word(),
            escape(&safe(&format!("{namespace}/{}", path.function))),
            escape(path.why),
            links.join("</li><li>")
        );
    }
    out + "</ul>\n</section>\n"
}

fn gaps(sheet: &Sheet<'_>) -> String {
    let mut out = String::new();
    if !sheet.unread.is_empty() {
        out += "<section aria-labelledby=\"unread\">\n<h2 id=\"unread\">Not read</h2>\n<ul>\n";
        for why in &sheet.unread {
            let _ = writeln!(out, "<li>{}</li>", escape(why));
        }
        out += "</ul>\n</section>\n";
    }
    if !sheet.unknown.is_empty() {
        out += "<section aria-labelledby=\"unknown\">\n<h2 id=\"unknown\">Unknown</h2>\n\
                <p>Something that these verdicts need could not be read. An unknown verdict is not a pass.</p>\n<ul>\n";
        for one in &sheet.reasons() {
            let (reason, places) = (escape(&one.reason), escape(&one.places()));
            let _ = writeln!(out, "<li>{} verdicts: {reason}<br />{places}</li>", one.verdicts);
        }
        out += "</ul>\n</section>\n";
    }
    out
}

fn accepted(sheet: &Sheet<'_>) -> String {
    if sheet.accepted.is_empty() {
        return String::new();
    }
    let mut out =
        String::from("<section aria-labelledby=\"accepted\">\n<h2 id=\"accepted\">Accepted</h2>\n<ul>\n");
    for one in &sheet.accepted {
        let reason = one.acceptance.map(|why| safe(&why.reason)).unwrap_or_default();
        let (object, reason) = (escape(&one.object), escape(&reason));
        let _ = writeln!(
            out,
            "<li>{}, <code>{object}</code> in {}{}: {reason}</li>",
            one.check.id,
            escape(one.home()),
            escape(&one.sets.apart())
        );
    }
    out + "</ul>\n</section>\n"
}

/// Returns why each check that found something matters, with links.
fn checks(sheet: &Sheet<'_>) -> String {
    let all: BTreeMap<&str, _> = sheet.entries.iter().map(|entry| (entry.check.id, entry.check)).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut out = String::from("<section aria-labelledby=\"checks\">\n<h2 id=\"checks\">Checks</h2>\n<dl>\n");
    for (name, check) in all {
        let links = page::links(check).into_iter().map(|link| {
            let link = escape(link);
            format!(" <a href=\"{link}\" rel=\"noreferrer\">{link}</a>")
        });
        let links: String = links.collect();
        let (title, why) = (escape(check.title), escape(check.why));
        let _ = writeln!(out, "<dt id=\"check-{name}\">{name}: {title}</dt>\n<dd>{why}{links}</dd>");
    }
    out + "</dl>\n</section>\n"
}

fn home(namespace: &str) -> String {
    if namespace.is_empty() { "cluster-wide".to_owned() } else { safe(namespace) }
}

/// Names of namespaces may be any text in files, so only their safe letters are in the anchor, with their codes.
fn id(namespace: &str) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '-' {
            letter.to_string()
        } else {
            format!("_{:x}", u32::from(letter))
        }
    };
    let name: String = safe(namespace).chars().map(letter).collect();
    format!("namespace-{name}")
}
