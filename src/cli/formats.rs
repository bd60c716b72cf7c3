//! The formats of a scan: their names on the command line, and the text of each.

use super::exit::Failure;
use super::out::{Color, Output};
use crate::output::formats::policy_report::{self, Api};
use crate::output::formats::{csv, github, gitlab, gitlab_sast, html, junit, markdown, prometheus, sarif};
use crate::output::{Scan, grouped, json, jsonl, table};
use clap::ValueEnum;
use std::fs::OpenOptions;
use std::io::Write;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// By namespace where a person reads it, otherwise as `wide`
    Table,
    /// One line for each finding, with its message
    Wide,
    Json,
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    Junit,
    /// Code Quality of GitLab
    Gitlab,
    /// SAST report of GitLab
    GitlabSast,
    /// Annotations and step summary of GitHub Actions
    Github,
    Markdown,
    Html,
    Csv,
    /// Gauges as Prometheus text
    Prometheus,
    /// Policy reports of wgpolicyk8s.io/v1alpha2
    Policyreport,
    /// Report of openreports.io/v1alpha1
    Openreports,
}

impl Format {
    /// Returns whether findings can be written before all are known.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }

    /// Returns whether it has a section for what could not be read.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Table | Self::Wide)
    }
}

/// Writes a scan to an output.
///
/// # Errors
/// If the output cannot be written.
pub fn write(scan: &Scan, output: &Output<Format>, color: Color) -> Result<(), Failure> {
    output.write(&text(scan, output, color))?;
    if output.format == Format::Github { summarise(scan) } else { Ok(()) }
}

fn text(scan: &Scan, output: &Output<Format>, color: Color) -> String {
    let paint = output.paint(color);
    match output.format {
        Format::Table => match output.columns() {
            Some(width) => grouped::text(scan, paint, width),
            None => table::text(scan, paint),
        },
        Format::Wide => table::text(scan, paint),
        Format::Json => json::text(scan),
        Format::Jsonl => jsonl::text(scan),
        Format::Sarif => sarif::text(scan),
        Format::Junit => junit::text(scan),
        Format::Gitlab => gitlab::text(scan),
        Format::GitlabSast => gitlab_sast::text(scan),
        Format::Github => github::text(scan),
        Format::Markdown => markdown::text(scan),
        Format::Html => html::text(scan),
        Format::Csv => csv::text(scan),
        Format::Prometheus => prometheus::text(scan),
        Format::Policyreport => policy_report::text(scan, Api::Policy),
        Format::Openreports => policy_report::text(scan, Api::Open),
    }
}

/// Appends the report to the summary of a step, if the program runs in one.
fn summarise(scan: &Scan) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let text = github::summary(scan);
    let opened = OpenOptions::new().append(true).create(true).open(&path);
    opened.and_then(|mut file| file.write_all(super::out::safe(&text).as_bytes())).map_err(|why| {
        let shown = std::path::Path::new(&path).display();
        Failure::usage(format!("Writing the step summary {shown}: {why}. Check GITHUB_STEP_SUMMARY."))
    })
}
