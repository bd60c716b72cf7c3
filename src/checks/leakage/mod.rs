//! Fact 3: nobody scans a Function's code, its dependencies or its image.

pub mod credentials_in_function;
pub mod unpinned_dependencies;
