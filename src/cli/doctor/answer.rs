//! Whether the server answers: its version, how long it takes, or why there is no answer.

use super::check::{DoctorCheck, exit_of};
use super::kubeconfig::sentence;
use super::mask::Mask;
use crate::cli::exit::Exit;
use crate::source::ping::PingAnswer;
use serde_json::json;
use std::time::Duration;

pub const NAME: &str = "reachability";

pub fn check(answer: &PingAnswer, mask: &mut Mask) -> DoctorCheck {
    let millis = u64::try_from(answer.time.as_millis()).unwrap_or(u64::MAX);
    let version = answer.version.as_ref().ok();
    let check = match (&answer.version, answer.status) {
        (Ok(version), _) => {
            DoctorCheck::ok(NAME, format!("Kubernetes {version} answers within {millis} ms."))
        }
        (Err(_), Some(code @ (401 | 403))) => {
            let message = format!(
                "The server answers within {millis} ms, but does not report its version (HTTP {code})."
            );
            DoctorCheck::note(NAME, message)
        }
        (Err(trouble), Some(code)) => {
            let own = trouble.why.starts_with("HTTP ");
            // A message of the server may contain any name.
            let why = if own || mask.is_anonymous() { String::new() } else { mask.text(&trouble.why) };
            let why = if why.is_empty() { String::new() } else { format!(": {}", why.trim_end_matches('.')) };
            DoctorCheck::fault(NAME, exit_of(trouble), format!("The server answers with HTTP {code}{why}."))
                .next(trouble.next.clone())
        }
        (Err(trouble), None) => {
            DoctorCheck::fault(NAME, exit_of(trouble), sentence(trouble, mask)).next(mask.text(&trouble.next))
        }
    };
    check.with(json!({"version": version, "latencyMs": millis, "status": answer.status}))
}

/// The check if no answer arrives within the time limit.
pub fn silent(limit: Duration) -> DoctorCheck {
    let message = format!("No answer within {} s.", limit.as_secs_f32());
    DoctorCheck::fault(NAME, Exit::Unreachable, message)
        .next("Check the network and the proxy, or wait longer with --request-timeout.")
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;
    use crate::source::Trouble;

    fn answered(status: Option<u16>, version: Result<&str, Trouble>) -> DoctorCheck {
        let answer =
            PingAnswer { status, time: Duration::from_millis(7), version: version.map(str::to_owned) };
        check(&answer, &mut Mask::new(true, None))
    }

    #[test]
    fn a_server_that_refuses_its_version_is_reached_all_the_same() {
        assert_eq!(answered(Some(200), Ok("v1.33.0")).message, "Kubernetes v1.33.0 answers within 7 ms.");
        for code in [401, 403] {
            let refusal = Trouble::status("x", code, "", "jane may not");
            assert_eq!(answered(Some(code), Err(refusal)).state, CheckState::Note, "{code}");
        }
    }

    #[test]
    fn a_server_with_a_fault_is_not_reached_and_its_message_is_left_out() {
        for code in [404, 429, 500, 503] {
            let check = answered(Some(code), Err(Trouble::status("x", code, "", "acme is down")));
            assert_eq!(check.state, CheckState::Fault(Exit::Unreachable), "{code}");
            assert_eq!(check.message, format!("The server answers with HTTP {code}."));
            assert!(!check.next.is_empty());
        }
    }
}
