//! A scan whose findings are written namespace by namespace, so that none of them is kept.

use super::notes::explain;
use super::{Args, outcome};
use crate::cli::exit::{CommandResult, Failure};
use crate::cli::formats::Format;
use crate::cli::gather::SourceVerdicts;
use crate::cli::out::Output;
use crate::cli::positions::Positions;
use crate::cli::set_names;
use crate::fix::suggestions::BestCauses;
use crate::output::{Item, ReportFilter, Scan, json, jsonl};
use crate::source::SourceRequest;
use crate::verdicts::{Policy, Report};

/// Number of namespaces that are checked before they are reported.
const TOGETHER: usize = 64;

/// Writes the findings of each namespace once it is checked, and keeps none of them.
pub fn stream(
    gathered: &SourceVerdicts,
    policy: Policy,
    filter: &ReportFilter,
    args: &Args,
    wanted: &SourceRequest,
) -> CommandResult {
    let (snapshot, today) = (&gathered.snapshot, gathered.today);
    let mut report = Report::with(policy.in_set(set_names::all(&gathered.connection, "")));
    report.limit(&gathered.connection.only);
    let mut scan = Scan::begin(gathered.header());
    let (mut positions, mut bargains) = (Positions::default(), BestCauses::default());
    let weigh = filter.is_whole() && args.output.iter().any(|output| output.format == Format::Json);
    let mut writers = Writers::begin(args, &scan)?;
    let names = scan.header.namespaces.clone();
    let cluster_wide = [String::new()];
    for part in names.chunks(TOGETHER).chain([&cluster_wide[..]]) {
        report.look_at(part.iter().map(String::as_str), snapshot, today);
        if part == cluster_wide {
            report.weigh(snapshot, today);
        }
        let mut items = Vec::new();
        for name in part {
            scan.look(name, snapshot, &report, filter);
            items.extend(scan.take_items());
            report.shed(name);
        }
        positions.find(&mut items);
        if weigh {
            scan.weigh_part(&items, snapshot, &mut bargains);
        }
        writers.findings(&items)?;
    }
    scan.conclude(bargains);
    scan.end(snapshot, &report, filter);
    scan.unseen = gathered.not_seen(&filter.kinds());
    scan.keep_what_matters();
    explain(&mut scan, filter, &args.output, wanted);
    writers.end(&scan)?;
    Ok(outcome(&scan, args, wanted).exit())
}

/// The outputs of a scan that is written in parts.
struct Writers<'a> {
    outputs: Vec<(&'a Output<Format>, Option<json::Writer>)>,
}

impl<'a> Writers<'a> {
    fn begin(args: &'a Args, scan: &Scan) -> Result<Self, Failure> {
        let mut outputs = Vec::new();
        for output in &args.output {
            output.write("")?;
            let document = (output.format == Format::Json).then(json::Writer::default);
            if let Some(document) = &document {
                output.append_json(&document.begin(scan))?;
            }
            outputs.push((output, document));
        }
        Ok(Self { outputs })
    }

    fn findings(&mut self, items: &[Item]) -> Result<(), Failure> {
        self.outputs.iter_mut().try_for_each(|(output, document)| {
            let text = document.as_mut().map_or_else(|| jsonl::lines(items), |it| it.findings(items));
            output.append_json(&text)
        })
    }

    fn end(self, scan: &Scan) -> Result<(), Failure> {
        self.outputs.into_iter().try_for_each(|(output, document)| {
            output.append_json(&document.map_or_else(|| jsonl::last(scan), |it| it.end(scan)))
        })
    }
}
