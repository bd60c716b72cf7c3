//! The user that the server reports for this client.

use super::check::{DoctorCheck, reason};
use super::mask::{Mask, NameKind};
use crate::checks::prelude::plural;
use crate::cli::exit::Exit;
use crate::source::Trouble;
use crate::source::access::OwnIdentity;
use crate::source::trouble;
use serde_json::json;

pub const NAME: &str = "identity";

pub fn check(answer: &Result<OwnIdentity, Trouble>, mask: &mut Mask) -> DoctorCheck {
    let identity = match answer {
        Ok(identity) => identity,
        Err(trouble) => return refused(trouble, mask),
    };
    let (user, groups) = (mask.name(NameKind::User, &identity.user), identity.groups.len());
    let message = format!("The server reports user \"{user}\" with {groups} group{}.", plural(groups));
    let check = if identity.user == "system:anonymous" {
        let next = "Log in: no credential reached the server, or it is not accepted.";
        DoctorCheck::note(NAME, message).next(next)
    } else {
        DoctorCheck::ok(NAME, message)
    };
    check.with(json!({"user": user, "groups": groups}))
}

fn refused(trouble: &Trouble, mask: &mut Mask) -> DoctorCheck {
    match trouble.kind {
        trouble::TroubleKind::Unauthenticated => {
            DoctorCheck::fault(NAME, Exit::Unreachable, "The server refuses the credentials (HTTP 401).")
                .next(mask.text(&trouble.next))
        }
        trouble::TroubleKind::NotFound => {
            DoctorCheck::note(NAME, "The server does not report the user; Kubernetes does since 1.28.")
        }
        _ => DoctorCheck::unknown(NAME, format!("The server does not report the user: {}.", reason(trouble))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;

    #[test]
    fn refused_credentials_are_a_fault_and_a_silent_server_is_not() {
        let answer = |code| Err(Trouble::status("x", code, "", "no"));
        let state = |code| check(&answer(code), &mut Mask::new(false, None)).state;
        assert_eq!(state(401), CheckState::Fault(Exit::Unreachable));
        assert_eq!((state(403), state(503)), (CheckState::Unknown, CheckState::Unknown));
        assert_eq!(state(404), CheckState::Note);
    }

    #[test]
    fn an_anonymous_user_is_a_note() {
        let anonymous = OwnIdentity { user: "system:anonymous".into(), groups: Vec::new() };
        let check = check(&Ok(anonymous), &mut Mask::new(true, None));
        assert_eq!(check.state, CheckState::Note);
        assert!(check.message.contains("system:anonymous"), "{}", check.message);
    }
}
