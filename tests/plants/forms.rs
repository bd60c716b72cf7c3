//! Every form that a credential has, around a core that occurs nowhere else.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// A planted text, and what must not be seen of it.
pub struct Plant {
    pub form: &'static str,
    pub text: String,
    pub secrets: Vec<String>,
}

/// So many characters of a value are one too many.
const PART: usize = 12;

impl Plant {
    /// Pieces of what must not be seen; a screen cuts texts, and wraps them.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().flat_map(|secret| {
            let last = secret.len().saturating_sub(PART);
            (0..=last).step_by(PART / 2).chain([last]).filter_map(|at| secret.get(at..at + PART))
        })
    }
}

/// A text that looks like what a machine made, the same for the same number.
pub fn core(seed: u64, length: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1);
    let mut next = |of: &str| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(of.as_bytes()[(state % of.len() as u64) as usize])
    };
    let sets = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"];
    (0..length).map(|at| next(sets[at % 3])).collect()
}

/// The names of all forms.
pub const FORMS: [&str; 19] = [
    "AWS access key id",
    "GitHub",
    "GitLab",
    "Stripe",
    "Slack",
    "npm",
    "JWT",
    "PEM",
    "connection string",
    "DSN",
    "key-value list",
    "Bearer",
    "Basic",
    "base64 of password=",
    "user info",
    "token as user",
    "assignment",
    "JSON with a named value",
    "query of an address",
];

/// The form with this number, with a core of its own.
pub fn planted(form: usize, seed: u64) -> Plant {
    let core = core(seed, 24);
    let encode = |text: &str| STANDARD.encode(text);
    let form = form % FORMS.len();
    let basic = encode(&format!("app:{core}"));
    let (text, secret) = match FORMS[form] {
        "AWS access key id" => {
            let id = core.to_uppercase().replace(['8', '9'], "Q")[..16].to_owned();
            (format!("AKIA{id}"), id)
        }
        "GitHub" => {
            let token = self::core(seed, 36);
            (format!("ghp_{token}"), token)
        }
        "GitLab" => (format!("glpat-{}", &core[..20]), core[..20].to_owned()),
        "Stripe" => (format!("sk_live_{core}"), core.clone()),
        "Slack" => (format!("xoxb-902713845561-{core}"), core.clone()),
        "npm" => {
            let token = self::core(seed, 36);
            (format!("npm_{token}"), token)
        }
        "JWT" => {
            let payload = encode(&format!("{{\"sub\":\"{core}\",\"iss\":\"x\"}}")).replace('=', "");
            let signature = self::core(seed + 1, 43);
            (format!("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{payload}.{signature}"), signature)
        }
        "PEM" => {
            let body = encode(&self::core(seed, 90));
            (format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"), body)
        }
        "connection string" => (format!("postgres://app:{core}@db.shop.svc:5432/orders"), core.clone()),
        "DSN" => (format!("app:{core}@tcp(db.shop.svc:3306)/orders"), core.clone()),
        "key-value list" => (format!("Server=db.shop.svc;User Id=app;Password={core};"), core.clone()),
        "Bearer" => (format!("Bearer {core}"), core.clone()),
        "Basic" => (format!("Basic {basic}"), basic),
        "base64 of password=" => {
            let text = STANDARD_NO_PAD.encode(format!("password={core}"));
            (text.clone(), text)
        }
        "user info" => (format!("https://bot:{core}@git.example.com/a.git"), core.clone()),
        "token as user" => (format!("https://{core}@git.example.com/a.git"), core.clone()),
        "assignment" => (format!("const apiKey = \"{core}\";"), core.clone()),
        "JSON with a named value" => {
            (format!("{{\"env\":[{{\"name\":\"DB_PASSWORD\",\"value\":\"{core}\"}}]}}"), core.clone())
        }
        _ => (format!("https://api.example.com/v1?token={core}&page=2"), core.clone()),
    };
    let secrets = vec![encode(&secret).trim_end_matches('=').to_owned(), secret];
    Plant { form: FORMS[form], text, secrets }
}
