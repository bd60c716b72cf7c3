//! Fact 4: no policy restricts what a Function can reach, or who reaches it.
