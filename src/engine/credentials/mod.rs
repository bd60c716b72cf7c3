#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    Certain,
    Likely,
}
pub struct Hit {
    pub kind: &'static str,
    pub line: u32,
    pub column: u32,
    pub start: usize,
    pub end: usize,
    pub preview: String,
    pub confidence: Confidence,
}
pub fn scan(_: &str) -> Vec<Hit> {
    vec![]
}
pub fn judge(_: &str, _: &str) -> Option<Hit> {
    None
}
