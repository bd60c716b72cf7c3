//! The result of an analysis. It has names, hosts and places of the source, and never the text of a literal.

use super::rule::Rule;
use super::unparsed::Unparsed;

/// The language of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// TypeScript, too.
    JavaScript,
    Python,
}

/// What a source does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analysis {
    /// By the place of their last step.
    pub flows: Box<[Flow]>,
    /// None if the source does nothing that is worth a fact.
    pub uses: Option<Box<Uses>>,
    /// Set if the analysis stopped before all paths were followed: what was not found may exist.
    pub incomplete: Option<Unparsed>,
    pub handler: Handler,
}

/// The function that the runtime calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Handler {
    /// The line of the handler, from 1; none if the source exports none.
    pub line: Option<u32>,
    /// Whether it reads what the caller sends.
    pub reads_caller: bool,
    /// Whether it asks for the method of the request.
    pub checks_method: bool,
    /// Whether it reads a credential of the caller, or verifies one.
    pub checks_caller: bool,
    /// The first line that changes data outside the Function.
    pub changes_data: Option<u32>,
}

/// A way from a source to a sink, or one place if the rule needs no source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    pub rule: Rule,
    pub certainty: Certainty,
    pub source: Option<Step>,
    pub steps: Box<[Step]>,
    pub sink: Step,
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
        }
    }
}

/// One place on a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// All from 1, in characters; the end column is exclusive, on the line of the start.
    pub line: u32,
    pub column: u32,
    pub end_column: u32,
    pub event: Event,
    /// An identifier of the source, or the path of a library function.
    pub name: Box<str>,
}

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
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

impl Step {
    /// The step as a sentence.
    #[must_use]
    pub fn text(&self) -> String {
        let name = &self.name;
        match self.event {
            Event::ReadsInput => format!("reads {name} from the caller"),
            Event::ReadsSecret => format!("reads the secret {name}"),
            Event::ReadsEnvironment => "reads all environment variables".to_owned(),
            Event::ReadsEvent => "takes the whole event".to_owned(),
            Event::CatchesError => "catches an error".to_owned(),
            Event::Generates => format!("generates a value with {name}"),
            Event::Assigns => format!("assigned to {name}"),
            Event::Passes => format!("passed to {name}"),
            Event::Joins => "joined into a text".to_owned(),
            Event::PassesThrough => format!("passes through {name}"),
            Event::Returns => format!("returned by {name}"),
            Event::Reaches => format!("reaches {name}"),
        }
    }
}

/// What the code talks to and reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uses {
    pub endpoints: Box<[Endpoint]>,
    pub kubernetes: Box<[KubernetesCall]>,
    /// Types of the events that the code emits.
    pub events: Box<[Named]>,
    pub environment: Box<[Named]>,
    /// Environment variables are also read by names that are not constant.
    pub whole_environment: bool,
    pub files: Box<[Named]>,
    pub modules: Box<[Named]>,
}

/// A name, and the line where it is used first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Named {
    pub name: Box<str>,
    pub line: u32,
}

/// A host that the code contacts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    pub via: Via,
    /// Empty if not constant.
    pub scheme: Box<str>,
    pub host: Box<str>,
    pub port: Option<u16>,
    pub line: u32,
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
