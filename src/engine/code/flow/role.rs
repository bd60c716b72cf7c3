//! What the parameters of a handler, and the members of them, stand for in Kyma's contract.

use super::segment::Segment;

/// What a path means in the contract between the runtime and a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueRole {
    #[default]
    None,
    /// The event, or in newer runtimes the request.
    Event,
    Extensions,
    Request,
    Response,
    /// The second parameter: the context, or in newer runtimes the response.
    Context,
    /// The third parameter, which sends the response.
    Callback,
    /// A method of the response.
    ResponseCall,
    /// All headers of the request.
    Headers,
    /// The value of one header.
    Header,
    Method,
    /// The body, or a part of it: may be an object.
    Data,
    /// A part of the request that is always text.
    Text,
    /// A function that returns a value of the role `Data`, `Text`, `Header`.
    DataCall,
    TextCall,
    HeaderCall,
    /// `process`, or the module `os` of Python.
    System,
    Environment,
    EnvironmentCall,
    /// The value of an environment variable.
    Variable,
}

impl ValueRole {
    #[expect(clippy::match_same_arms, reason = "one row for each rule of the contract")]
    pub fn then(self, segment: Segment<'_>) -> Self {
        match (self, segment) {
            (Self::Event, Segment::Member(name)) => event_member(name),
            (Self::Extensions, Segment::Member("request")) => Self::Request,
            // The chunks of its body.
            (Self::Request, Segment::Element) => Self::Data,
            (Self::Extensions, Segment::Member("response")) => Self::Response,
            (Self::Request, Segment::Member(name)) => request_member(name),
            (Self::Context | Self::Response, Segment::Member(_)) => Self::ResponseCall,
            (Self::ResponseCall, Segment::Call) => Self::Response,
            (Self::Headers, Segment::Member("get" | "getlist" | "get_all")) => Self::HeaderCall,
            (Self::Headers, Segment::Member(_) | Segment::Index | Segment::Element) => Self::Header,
            (
                Self::Header | Self::Text,
                Segment::Member(_) | Segment::Index | Segment::Element | Segment::Place(_),
            ) => Self::Text,
            (
                Self::Data,
                Segment::Member(_) | Segment::Index | Segment::Element | Segment::Place(_) | Segment::Parsed,
            ) => Self::Data,
            (Self::DataCall, Segment::Call) | (Self::Header | Self::Text, Segment::Parsed) => Self::Data,
            (Self::TextCall, Segment::Call) => Self::Text,
            (Self::HeaderCall, Segment::Call) => Self::Header,
            (Self::System, Segment::Member("env" | "environ")) => Self::Environment,
            (Self::System, Segment::Member("getenv")) | (Self::Environment, Segment::Member("get")) => {
                Self::EnvironmentCall
            }
            (Self::Environment, Segment::Member(_) | Segment::Index | Segment::Element) => Self::Variable,
            (
                Self::None
                | Self::Event
                | Self::Extensions
                | Self::Request
                | Self::Response
                | Self::Context
                | Self::Callback
                | Self::ResponseCall
                | Self::Headers
                | Self::Header
                | Self::Method
                | Self::Data
                | Self::Text
                | Self::DataCall
                | Self::TextCall
                | Self::HeaderCall
                | Self::System
                | Self::Environment
                | Self::EnvironmentCall
                | Self::Variable,
                _,
            ) => Self::None,
        }
    }

    /// Whether the caller chooses the value.
    pub const fn is_from_caller(self) -> bool {
        matches!(self, Self::Header | Self::Data | Self::Text | Self::Headers)
    }

    /// Whether the value is text, so that it is not an object with operators.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Header | Self::Text)
    }
}

fn event_member(name: &str) -> ValueRole {
    match name {
        "extensions" => ValueRole::Extensions,
        "data" => ValueRole::Data,
        "tracer"
        | "emitCloudEvent"
        | "publishCloudEvent"
        | "buildResponseCloudEvent"
        | "setResponseHeader"
        | "setResponseContentType"
        | "setResponseStatus"
        | "resolveDataType" => ValueRole::None,
        _ if name.starts_with("ce-") => ValueRole::Text,
        other => request_member(other),
    }
}

fn request_member(name: &str) -> ValueRole {
    match name {
        "headers" | "rawHeaders" => ValueRole::Headers,
        "method" => ValueRole::Method,
        "body" | "json" | "query" | "data" | "params" | "cookies" | "signedCookies" | "files" => {
            ValueRole::Data
        }
        "args" | "form" | "forms" | "GET" | "POST" | "values" | "url" | "originalUrl" | "path"
        | "baseUrl" | "hostname" | "host" | "fullpath" | "full_path" | "query_string" | "path_info"
        | "view_args" | "urlparts" | "base_url" | "content_type" | "user_agent" | "referrer" => {
            ValueRole::Text
        }
        "get" | "header" | "get_header" | "get_cookie" => ValueRole::HeaderCall,
        "get_json" => ValueRole::DataCall,
        "get_data" | "read" | "text" => ValueRole::TextCall,
        _ => ValueRole::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Segment, ValueRole};

    #[test]
    fn the_contract_names_what_the_caller_sends() {
        let request = ValueRole::Event.then(Segment::Member("extensions")).then(Segment::Member("request"));
        assert_eq!(request, ValueRole::Request);
        assert_eq!(request.then(Segment::Member("query")).then(Segment::Member("id")), ValueRole::Data);
        assert_eq!(request.then(Segment::Member("get")).then(Segment::Call), ValueRole::Header);
        assert_eq!(ValueRole::Event.then(Segment::Member("ce-type")), ValueRole::Text);
        assert_eq!(ValueRole::Event.then(Segment::Member("tracer")), ValueRole::None);
        assert_eq!(request.then(Segment::Member("method")), ValueRole::Method);
    }
}
