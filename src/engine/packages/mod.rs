pub enum Pin {
    Exact,
    Range,
    Tag,
    Git { pinned: bool },
    Url { secure: bool },
    Path,
    Missing,
}
pub struct Dependency {
    pub name: String,
    pub spec: String,
    pub pin: Pin,
    pub line: u32,
    pub column: u32,
    pub dev: bool,
}
pub fn npm(_: &str) -> Result<Vec<Dependency>, String> {
    Ok(vec![])
}
pub fn python(_: &str) -> Vec<Dependency> {
    vec![]
}
