//! One request, as an option of the command line.

use crate::engine::mesh::Request;

/// A method, a host and a path.
#[derive(Debug, Clone)]
pub struct RequestLine {
    pub method: String,
    pub host: String,
    pub path: String,
}

impl RequestLine {
    /// Returns the request without a caller.
    pub fn request(&self) -> Request {
        Request {
            method: self.method.clone(),
            host: self.host.clone(),
            path: self.path.clone(),
            ..Request::default()
        }
    }
}

/// Parses a request, such as `GET api.example.com /orders`.
///
/// # Errors
/// If it is not a method, a host and a path.
pub fn parse(text: &str) -> Result<RequestLine, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [method, host, path] if path.starts_with('/') => Ok(RequestLine {
            method: method.to_ascii_uppercase(),
            host: (*host).into(),
            path: (*path).into(),
        }),
        _ => Err("expected a method, a host and a path, as in \"GET api.example.com /orders\"".into()),
    }
}
