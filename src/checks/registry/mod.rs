//! Fact 6: image builds need a registry, and the internal one needs privileges.
