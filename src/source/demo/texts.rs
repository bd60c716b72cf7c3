//! The sources of the demo's Functions and their dependency texts.
//!
//! Credentials in them are invented and assembled at run time, so that no scanner reports this repository.

use serde_json::{Map, Value, json};

pub const CATALOG: &str = include_str!("sources/catalog.js");
pub const CUSTOMER_SEARCH: &str = include_str!("sources/customer-search.js");
pub const CHECKOUT: &str = include_str!("sources/checkout.js");
pub const ECHO: &str = include_str!("sources/echo.js");
pub const FORECAST: &str = include_str!("sources/forecast.py");
pub const HOST_CHECK: &str = include_str!("sources/host-check.js");
pub const LINK_PREVIEW: &str = include_str!("sources/link-preview.py");
pub const NOTIFY: &str = include_str!("sources/notify.js");
pub const ORDER: &str = include_str!("sources/order.js");
pub const PRICE_RULES: &str = include_str!("sources/price-rules.py");
pub const PROFILE: &str = include_str!("sources/profile.js");
pub const REFUND: &str = include_str!("sources/refund.js");
pub const REPORT: &str = include_str!("sources/report.py");
pub const SEARCH: &str = include_str!("sources/search.js");
pub const SETTLE: &str = include_str!("sources/settle.py");
pub const STATUS: &str = include_str!("sources/status.js");
pub const STOCK: &str = include_str!("sources/stock.js");
pub const SYNC: &str = include_str!("sources/sync.js");
pub const WEBHOOK: &str = include_str!("sources/webhook.js");

pub fn charge() -> String {
    include_str!("sources/charge.js").replace("%STRIPE%", &stripe())
}

pub fn export() -> String {
    include_str!("sources/export.py").replace("%AWS%", &aws())
}

pub fn mailer() -> String {
    include_str!("sources/mailer.js").replace("%SLACK%", &slack())
}

fn stripe() -> String {
    ["sk", "_live", "_51Mq8", "RtKz3vY", "bN7wLcX", "e2HdPgA9"].concat()
}

fn aws() -> String {
    ["AK", "IA", "Q4ZT", "M7RW", "X2KD", "6VHB"].concat()
}

fn slack() -> String {
    [
        "https://hooks",
        ".slack.com/",
        "services/",
        "T03KQ8ZN2/",
        "B05WM7RXD/",
        "r8KdTq2",
        "WvZ6nYb4",
        "HpLx9sGc3",
    ]
    .concat()
}

/// Returns a connection string that contains a password.
pub fn database(host: &str, name: &str) -> String {
    let password = ["qV7", "mZr", "2Lk", "9Tx"].concat();
    ["postgres", "://", name, "_rw:", &password, "@", host, ":5432/", name].concat()
}

/// Returns a plaintext password, as people type it into a form.
pub fn password() -> String {
    ["Hb", "7q!", "Trw", "91", "Lzx"].concat()
}

/// Returns a key that a route sends along.
pub fn api_key() -> String {
    ["w8Kd", "Q2zR", "v6Tn", "Y4bX", "p9Lm", "C3hJ"].concat()
}

/// Returns a git address with credentials, as it was once configured in a pipeline.
pub fn git_address(path: &str) -> String {
    let token = ["kT4x", "Z9mW", "q2Rb", "N7vL"].concat();
    ["https", "://ci:", &token, "@git.harbour-goods.example/", path].concat()
}

/// Returns a `package.json`.
pub fn packages(name: &str, needed: &[(&str, &str)]) -> String {
    let pairs: Map<String, Value> =
        needed.iter().map(|(name, version)| ((*name).to_owned(), json!(version))).collect();
    let text = json!({"name": name, "version": "1.0.0", "dependencies": pairs});
    serde_json::to_string_pretty(&text).unwrap_or_default()
}

/// Returns a `requirements.txt`.
pub fn requirements(lines: &[&str]) -> String {
    lines.join("\n") + "\n"
}
