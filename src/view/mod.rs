//! What the screen looks like: state flows in, painted cells flow out.

pub mod export;
pub mod theme;
