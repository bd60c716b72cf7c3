//! Strings changed in place: the rewrites of a fix, applied to the current object.

use super::answers::Inputs;
use super::userinfo;
use crate::checks::reword::{Reword, TextEdit};
use crate::engine::migration::{self, Additions, Audience, Token};
use crate::engine::packages::{self, PackageEdit};
use crate::engine::{code, hazards};
use serde_json::Value;

/// Returns the object with its strings changed, or why one of them is not what the fix expects.
///
/// # Errors
/// If a string is not what the fix expects, with its JSON pointer.
pub fn all(object: &Value, rewrites: &[TextEdit], answers: &Inputs) -> Result<Value, String> {
    let mut object = object.clone();
    for rewrite in rewrites {
        let path = &rewrite.path;
        if let Reword::Migrate(additions) = &rewrite.how {
            object = migration::migrate(&object, &filled(additions, answers))?.object;
            continue;
        }
        let Some(Value::String(text)) = object.pointer_mut(path) else {
            return Err(format!("{path}: not a string"));
        };
        *text = reworded(text, &rewrite.how, answers).map_err(|why| format!("{path}: {why}"))?;
    }
    Ok(object)
}

fn reworded(text: &str, how: &Reword, answers: &Inputs) -> Result<String, String> {
    match how {
        Reword::Bare(wanted) => {
            let bare = userinfo::bare(text).ok_or("the address contains no user name")?;
            if bare == *wanted { Ok(bare) } else { Err("the address is different".into()) }
        }
        Reword::Encrypted => encrypted(text).ok_or_else(|| "the address does not use http".into()),
        Reword::Migrate(_) => Err("it changes a whole object".into()),
        Reword::Code(edit) => code::change(text, edit),
        Reword::Verified => hazards::verified(text).ok_or_else(|| "a setting cannot be changed".into()),
        Reword::Packages(language, change) => packages::change(*language, text, &answered(change, answers)),
    }
}

/// Returns what a migration adds, with the answers filled in; an answer that is not given yet stays a
/// placeholder.
fn filled(additions: &Additions, answers: &Inputs) -> Additions {
    let fill = |text: &str| {
        let name = text.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
        name.and_then(|name| answers.get(name))
            .filter(|answer| !answer.is_empty())
            .map_or(text, String::as_str)
            .to_owned()
    };
    let token = |token: &Token| Token {
        issuer: fill(&token.issuer),
        key_set: fill(&token.key_set),
        audience: fill(&token.audience),
        rules: token.rules.clone(),
    };
    let audience =
        |audience: &Audience| Audience { name: fill(&audience.name), rules: audience.rules.clone() };
    Additions {
        issuer: additions.issuer.as_deref().map(fill),
        authorizer: additions.authorizer.as_deref().map(fill),
        token: additions.token.as_ref().map(token),
        audience: additions.audience.as_ref().map(audience),
    }
}

/// Returns the change with the answers filled in.
fn answered(change: &PackageEdit, answers: &Inputs) -> PackageEdit {
    let mut change = change.clone();
    if let PackageEdit::Pin { to, .. } = &mut change {
        let name = to.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
        if let Some(answer) = name.and_then(|name| answers.get(name)) {
            to.clone_from(answer);
        }
    }
    change
}

fn encrypted(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    scheme.trim().eq_ignore_ascii_case("http").then(|| format!("https://{rest}"))
}
