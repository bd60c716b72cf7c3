//! Strings changed in place: the rewrites of a fix, applied to the current object.

use super::answers::Inputs;
use super::userinfo;
use crate::checks::reword::{Reword, Rewrite};
use crate::engine::packages::{self, PackageEdit};
use crate::engine::{code, hazards};
use serde_json::Value;

/// Returns the object with its strings changed, or why one of them is not what the fix expects.
///
/// # Errors
/// If a string is not what the fix expects, with its JSON pointer.
pub fn all(object: &Value, rewrites: &[Rewrite], answers: &Inputs) -> Result<Value, String> {
    let mut object = object.clone();
    for rewrite in rewrites {
        let path = &rewrite.path;
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
        Reword::Code(edit) => code::change(text, edit),
        Reword::Verified => hazards::verified(text).ok_or_else(|| "a setting cannot be changed".into()),
        Reword::Packages(language, change) => packages::change(*language, text, &answered(change, answers)),
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
