//! `fnsec tokens`: which issuers, audiences and scopes grant access to which routes and Functions.

mod decode;
mod show;

use super::answers::{Answers, Shape};
use super::apirule::{KINDS, everything, policies};
use super::exit::{CommandResult, Failure};
use super::gather::{SourceVerdicts, gather_all_kinds};
use super::out::{Color, Output};
use crate::engine::mesh::{Token, unseen};
use crate::engine::tokens::{Locks, TokenAccess};
use crate::model::Kind;
use crate::model::calendar::Day;
use crate::source::SourceRequest;
use clap::ValueEnum;
use decode::DecodedToken;

#[derive(clap::Args)]
pub struct Args {
    /// Output format: table or json; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
    /// Show what a token of this issuer grants access to
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    /// An audience of the token; repeatable
    #[arg(long, value_name = "AUDIENCE", requires = "issuer")]
    audience: Vec<String>,
    /// A scope of the token; repeatable
    #[arg(long, value_name = "SCOPE", requires = "issuer")]
    scope: Vec<String>,
    /// Show what a token grants access to; - reads it from standard input, so that no one else sees it
    #[arg(long, value_name = "-", conflicts_with = "issuer", allow_hyphen_values = true)]
    token: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Runs `fnsec tokens`.
///
/// # Errors
/// If the token is invalid, the source cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let held = token_of(&args, today)?;
    let places = wanted.namespaces.clone();
    let kinds: Vec<Kind> = KINDS.into_iter().chain([Kind::OathkeeperRule]).collect();
    let mut answers = Answers::new(wanted.allow_unread);
    for gathered in gather_all_kinds(&wanted, today, &kinds).await? {
        let locks = locks(&gathered);
        let unseen = unseen::rules(&gathered.snapshot);
        let near = |one: &TokenAccess| {
            let routed = locks.all().get(one.lock).map(|lock| &lock.routed);
            let here = |namespace: &str| places.is_empty() || places.iter().any(|place| place == namespace);
            routed.is_some_and(|routed| here(&routed.object.namespace) || here(&routed.service.0))
        };
        let files = gathered.connection.files.as_ref();
        let text = |output: &Output<Format>| {
            let paint = output.paint(color);
            match (&held, output.format) {
                (None, Format::Table) => show::table(&locks, &near, paint),
                (None, Format::Json) => format!("{:#}\n", show::value(&locks, &near, files)),
                (Some(held), format) => {
                    let opened: Vec<TokenAccess> =
                        locks.opened(&held.token).into_iter().filter(near).collect();
                    match format {
                        Format::Table => show::opened_table(&locks, held, &opened, &unseen, paint),
                        Format::Json => format!("{:#}\n", show::opened_value(&locks, held, &opened, files)),
                    }
                }
            }
        };
        let texts = args.output.iter().map(text).collect();
        answers.add(&gathered, gathered.not_seen(&DECIDES), texts);
    }
    answers.write(&args.output, |format| match format {
        Format::Table => Shape::Text,
        Format::Json => Shape::Json("tokens"),
    })
}

/// Without these kinds, an answer about tokens may be wrong.
const DECIDES: [Kind; 7] = [
    Kind::APIRule,
    Kind::AuthorizationPolicy,
    Kind::RequestAuthentication,
    Kind::PeerAuthentication,
    Kind::OathkeeperRule,
    Kind::Gateway,
    Kind::VirtualService,
];

/// Returns the token of the query, if there is one.
fn token_of(args: &Args, today: Day) -> Result<Option<DecodedToken>, Failure> {
    if let Some(word) = &args.token {
        if word != "-" {
            // The value is not repeated, because it may be a token.
            let words =
                "Other users can read a token on the command line. Use --token - and pipe the token in.";
            return Err(Failure::usage(words));
        }
        return decode::read(today).map(Some);
    }
    let token = |issuer: &String| Token::of(issuer, &args.audience, &args.scope);
    Ok(args.issuer.as_ref().map(|issuer| DecodedToken { token: token(issuer), expired: None }))
}

/// Returns every route that requires a token.
pub fn locks(gathered: &SourceVerdicts) -> Locks {
    let all = everything(gathered);
    Locks::of(policies(gathered, &all).mesh, &all, &gathered.snapshot)
}
