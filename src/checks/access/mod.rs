//! Fact 7: who has access to a namespace reads its Functions' source and its registry's Secrets.
