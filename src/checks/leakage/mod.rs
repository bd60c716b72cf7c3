//! Fact 3: nothing scans a Function's code, its dependencies or its image.

pub mod credentials_in_function;
pub mod credentials_in_git_url;
pub mod credentials_in_route;
pub mod injection;
pub mod insecure_git_transport;
pub mod packages;
pub mod redirected_endpoint;
pub mod risky_environment;
pub mod secrets;
pub mod unpinned_dependencies;
pub mod unscanned_image;
pub mod untrusted_dependency_source;
pub mod unverified_git_host;
pub mod weakened;
