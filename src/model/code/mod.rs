//! What is known of the code of a Function. It has names, hosts and places of the source, and never the text of
//! another literal.

mod packed;
mod rule;
mod unparsed;

pub use packed::PackedFacts;
pub use rule::CodeRule;
pub use unparsed::{Obstacle, Unparsed};

use super::strings::InternedStr;

/// The code of a Function, as far as it was analysed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Code {
    /// The source is not in the object: it is in a git repository, or missing.
    #[default]
    NotInline,
    /// The source cannot be parsed.
    Unparsed(Unparsed),
    Analysed(Analysis),
}

impl Code {
    /// Returns the analysis, if there is one.
    #[must_use]
    pub fn analysis(&self) -> Option<&Analysis> {
        match self {
            Self::Analysed(analysis) => Some(analysis),
            Self::NotInline | Self::Unparsed(_) => None,
        }
    }

    /// Returns the flows of a rule.
    pub fn flows(&self, rule: CodeRule) -> impl Iterator<Item = &Flow> {
        let flows = self.analysis().map_or(&[][..], |analysis| &analysis.flows);
        flows.iter().filter(move |flow| flow.rule == rule)
    }

    /// Returns what the code talks to and reads, if it was analysed and does so.
    #[must_use]
    pub fn uses(&self) -> Option<Uses> {
        self.analysis()?.uses.get()
    }

    /// Returns where and why the analysis stopped, if it did not reach its end.
    #[must_use]
    pub fn obstacle(&self) -> Option<&Unparsed> {
        match self {
            Self::NotInline => None,
            Self::Unparsed(why) => Some(why),
            Self::Analysed(analysis) => analysis.incomplete.as_ref(),
        }
    }
}

/// The language of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// TypeScript, too.
    JavaScript,
    Python,
}

impl Language {
    /// Returns the language of a runtime.
    #[must_use]
    pub fn of(runtime: &str) -> Self {
        if runtime.starts_with("python") { Self::Python } else { Self::JavaScript }
    }
}

/// What a source does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analysis {
    /// By the place of their last step.
    pub flows: Box<[Flow]>,
    pub uses: PackedFacts,
    /// Set if the analysis stopped before all paths were followed: what was not found may exist.
    pub incomplete: Option<Unparsed>,
    pub handler: HandlerFacts,
}

/// The function that the runtime calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct HandlerFacts {
    /// The line of the handler, from 1; none if the source exports none.
    pub line: Option<u32>,
    /// Whether it reads what the caller sends.
    pub reads_caller: bool,
    /// Whether it asks for the method of the request.
    pub checks_method: bool,
    /// Whether it reads a credential of the caller, or verifies one.
    pub checks_caller: bool,
    /// The first line that changes data outside the Function, or else the first one that may.
    pub changes_data: Option<u32>,
    /// Whether that line may also only ask another service for something, as a POST request does.
    pub may_only_ask: bool,
}

/// A way from a source to a sink, or one place if the rule needs no source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    pub rule: CodeRule,
    pub certainty: Certainty,
    pub source: Option<CodeStep>,
    pub steps: Box<[CodeStep]>,
    pub sink: CodeStep,
    /// Whether a change of the source is known that removes it and nothing else.
    pub changeable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    Certain,
    Possible(Reason),
}

/// Why a flow is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The value passes through a call whose result is not known.
    UnknownCall,
    /// A check refuses some values only.
    PartialCheck,
    /// Characters of the value are replaced.
    Replaced,
    /// A schema was applied that does not limit the text.
    Schema,
    /// The object of the call is not resolved to a library.
    UnknownObject,
    /// It depends on the version of the library.
    Version,
    /// The caller chooses the path, not the host.
    FixedHost,
    /// It depends on how the log is read.
    LogReader,
    /// Only errors of the client library reveal more than their message.
    ClientError,
}

impl Reason {
    /// The reason as a sentence without a subject.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::UnknownCall => "the value passes through a call whose result is not known",
            Self::PartialCheck => "a check before it refuses some values only",
            Self::Replaced => "some characters of the value are replaced before",
            Self::Schema => "a schema is applied before, which does not limit the text",
            Self::UnknownObject => "the object of the call is not resolved to a library",
            Self::Version => "it depends on the version of the library",
            Self::FixedHost => "the caller chooses the path, the host is fixed",
            Self::LogReader => "it depends on how the log is read",
            Self::ClientError => {
                "errors of axios contain their stack trace and the headers of the request, others do not"
            }
        }
    }
}

/// One place on a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeStep {
    /// All from 1, in characters; the end column is exclusive, on the line of the start.
    pub line: u32,
    pub column: u32,
    pub end_column: u32,
    pub event: StepAction,
    /// An identifier of the source, or the path of a library function.
    pub name: Box<str>,
}

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepAction {
    /// Data of the caller is read.
    ReadsInput,
    ReadsSecret,
    ReadsEnvironment,
    ReadsEvent,
    CatchesError,
    /// A value is generated: randomness, a digest.
    Generates,
    Assigns,
    Passes,
    Joins,
    PassesThrough,
    Returns,
    /// The value reaches the call or the place that the rule is about.
    Reaches,
}

impl CodeStep {
    /// The step as a sentence.
    #[must_use]
    pub fn text(&self) -> String {
        let name = &self.name;
        match self.event {
            StepAction::ReadsInput => format!("reads {name} from the caller"),
            StepAction::ReadsSecret => format!("reads the secret {name}"),
            StepAction::ReadsEnvironment => "reads all environment variables".to_owned(),
            StepAction::ReadsEvent => "takes the whole event".to_owned(),
            StepAction::CatchesError => "catches an error".to_owned(),
            StepAction::Generates => format!("generates a value with {name}"),
            StepAction::Assigns => format!("assigned to {name}"),
            StepAction::Passes => format!("passed to {name}"),
            StepAction::Joins => "joined into a text".to_owned(),
            StepAction::PassesThrough => format!("passes through {name}"),
            StepAction::Returns => format!("returned by {name}"),
            StepAction::Reaches => format!("reaches {name}"),
        }
    }
}

/// What the code talks to and reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uses {
    pub endpoints: Box<[ContactedHost]>,
    pub kubernetes: Box<[KubernetesCall]>,
    /// Types of the events that the code emits.
    pub events: Box<[NameUse]>,
    pub environment: Box<[NameUse]>,
    /// Environment variables are also read by names that are not constant.
    pub whole_environment: bool,
    pub files: Box<[NameUse]>,
    pub modules: Box<[NameUse]>,
}

/// A name, and the line where it is used first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameUse {
    pub name: InternedStr,
    pub line: u32,
}

/// A host that the code contacts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactedHost {
    pub via: Via,
    /// Empty if not constant.
    pub scheme: Box<str>,
    pub host: Box<str>,
    pub port: Option<u16>,
    pub line: u32,
}

impl ContactedHost {
    /// Returns the port: the one that is written, or the usual one of the scheme.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port.or(match &*self.scheme {
            "https" | "wss" => Some(443),
            "http" | "ws" => Some(80),
            _ => None,
        })
    }

    /// Returns `orders.shop:80`, the variable that has the host, or that it is not constant.
    #[must_use]
    pub fn text(&self) -> String {
        let port = self.port().map_or_else(String::new, |port| format!(":{port}"));
        match (&self.via, &*self.host) {
            (Via::Environment(name), "") => format!("the host in {name}"),
            (Via::Literal | Via::Unresolved, "") => "a host that is not constant".to_owned(),
            (Via::Environment(name), host) => format!("{host}{port} (from {name})"),
            (_, host) => format!("{host}{port}"),
        }
    }
}

/// How the code names a host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    Literal,
    /// The value, or the beginning of it, is in an environment variable.
    Environment(Box<str>),
    Unresolved,
}

/// A call of the Kubernetes API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubernetesCall {
    pub verb: Verb,
    /// Lower case and singular, as in the name of the function, such as `configmap`; for custom resources the
    /// plural.
    pub resource: Box<str>,
    pub namespace: Namespace,
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    Get,
    List,
    Watch,
    Create,
    Update,
    Patch,
    Delete,
    DeleteCollection,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// The call has none: a cluster-wide resource, or all namespaces.
    None,
    Literal(Box<str>),
    Environment(Box<str>),
    Unresolved,
}
