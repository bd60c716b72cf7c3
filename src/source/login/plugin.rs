//! A credential plugin and its last credential: one run serves the whole process until the credential
//! expires.

use super::answer::ExecCredential;
use super::run::{PluginMode, run};
use super::spec::{InteractiveMode, PluginSpec};
use crate::source::network::tls::TlsIdentity;
use crate::source::trouble::{Trouble, TroubleKind};
use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tracing::info;

/// A credential that expires within this time is replaced before it is used.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);
/// Minimum time between runs after a failure, or for a credential that is expired on arrival.
const PAUSE: Duration = Duration::from_secs(10);
/// Minimum time between runs for a credential that a server does not accept.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_secs(60);

pub struct Plugin {
    pub(super) spec: PluginSpec,
    /// Whether the explorer uses the screen: then the plugin may neither ask nor print anything.
    quiet: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    given: Option<ExecCredential>,
    /// Why the last run returned no credential.
    failure: Option<Trouble>,
    ran: Option<Instant>,
    refused: bool,
}

/// Every plugin of this process, by how it is run.
static KNOWN: std::sync::Mutex<Vec<([u8; 32], Arc<Plugin>)>> = std::sync::Mutex::new(Vec::new());

impl Plugin {
    pub(super) fn new(spec: PluginSpec) -> Self {
        Self { spec, quiet: AtomicBool::new(false), state: Mutex::default() }
    }

    /// Returns the plugin that is run this way; it may already have a credential.
    pub(super) fn shared(spec: PluginSpec) -> Arc<Self> {
        let key = spec.key();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, plugin)) = known.iter().find(|(of, _)| *of == key) {
            return Arc::clone(plugin);
        }
        let plugin = Arc::new(Self::new(spec));
        known.push((key, Arc::clone(&plugin)));
        plugin
    }

    pub fn name(&self) -> &str {
        &self.spec.name
    }

    /// Sets whether the plugin may use the terminal from now on.
    pub fn set_quiet(&self, quiet: bool) {
        self.quiet.store(quiet, Ordering::SeqCst);
    }

    /// Discards the credential of the plugin.
    pub async fn forget(&self) {
        *self.state.lock().await = State::default();
    }

    /// Returns whether the next request has to wait for a run.
    pub async fn is_due(&self) -> bool {
        is_due(&*self.state.lock().await, Timestamp::now())
    }

    /// Runs the plugin if needed; returns its client certificate, if any.
    ///
    /// # Errors
    /// If the plugin fails and there is no usable credential.
    pub async fn log_in(&self) -> Result<Option<TlsIdentity>, Trouble> {
        let state = self.fresh().await?;
        let identity = state.given.as_ref().and_then(|given| given.identity.as_ref());
        Ok(identity.map(|tls_identity| TlsIdentity {
            certificate: tls_identity.certificate.clone(),
            key: tls_identity.key.clone(),
        }))
    }

    /// Returns the header of the next request; none if the plugin returns a certificate.
    ///
    /// # Errors
    /// If the plugin fails and there is no usable credential.
    pub async fn header(&self) -> Result<Option<HeaderValue>, Trouble> {
        let state = self.fresh().await?;
        Ok(state.given.as_ref().and_then(|given| given.token.clone()))
    }

    pub async fn refused(&self) {
        self.state.lock().await.refused = true;
    }

    /// Returns the state with a credential in it. Concurrent requests wait for the same run.
    async fn fresh(&self) -> Result<tokio::sync::MutexGuard<'_, State>, Trouble> {
        let mut state = self.state.lock().await;
        if !is_due(&state, Timestamp::now()) {
            return match &state.failure {
                Some(trouble) if !is_usable(&state, Timestamp::now()) => Err(trouble.clone()),
                _ => Ok(state),
            };
        }
        let begun = Instant::now();
        let ran = match self.manners(state.given.is_some()) {
            Ok(manners) => run(&self.spec, manners).await,
            Err(trouble) => Err(trouble),
        };
        state.ran = Some(Instant::now());
        let outcome = if ran.is_ok() { "credential" } else { "no credential" };
        info!(
            plugin = self.name(),
            outcome,
            ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "log-in"
        );
        match ran {
            Ok(given) if is_new_identity(state.given.as_ref(), &given) => {
                let next = "Log in again, or restart fnsec.";
                let why = "the client certificate of the credential plugin was replaced";
                state.given = Some(given);
                state.failure = None;
                Err(Trouble::new(TroubleKind::Unauthenticated, "Logging in", why, next))
            }
            Ok(given) => {
                (state.given, state.failure, state.refused) = (Some(given), None, false);
                Ok(state)
            }
            Err(trouble) => {
                state.failure = Some(trouble.clone());
                if is_usable(&state, Timestamp::now()) { Ok(state) } else { Err(trouble) }
            }
        }
    }

    /// Interactive only if the terminal belongs to the user, as client-go decides it.
    fn manners(&self, known: bool) -> Result<PluginMode, Trouble> {
        let quiet = self.quiet.load(Ordering::SeqCst);
        let terminal = !quiet && std::io::stdin().is_terminal();
        if self.spec.mode == InteractiveMode::Always && !terminal {
            let why = format!(
                "the credential plugin \"{}\" needs a terminal (interactiveMode: Always)",
                self.spec.name
            );
            let next = match (quiet, known) {
                (true, true) => "Log in again.",
                (true, false) => "Restart fnsec with --context and the name of this context.",
                (false, _) => {
                    "Run this in a terminal, or choose a user without such a plugin in the kubeconfig."
                }
            };
            return Err(Trouble::new(TroubleKind::Unauthenticated, "Logging in", why, next));
        }
        let interactive = terminal && self.spec.mode != InteractiveMode::Never;
        Ok(if quiet { PluginMode::BACKGROUND } else { PluginMode::foreground(interactive) })
    }
}

/// A certificate belongs to the connection, so another one needs another connection.
fn is_new_identity(old: Option<&ExecCredential>, new: &ExecCredential) -> bool {
    let certificate =
        |given: &ExecCredential| given.identity.as_ref().map(|tls_identity| tls_identity.certificate.clone());
    old.and_then(certificate).is_some_and(|old| certificate(new).as_ref() != Some(&old))
}

fn is_due(state: &State, now: Timestamp) -> bool {
    let since = |pause: Duration| state.ran.is_none_or(|ran| ran.elapsed() >= pause);
    match &state.given {
        None => since(PAUSE),
        Some(_) if state.refused && since(PAUSE_AFTER_REFUSAL) => true,
        Some(given) => {
            given.expires.is_some_and(|end| now.saturating_add(MARGIN).is_ok_and(|soon| soon >= end))
                && since(PAUSE)
        }
    }
}

fn is_usable(state: &State, now: Timestamp) -> bool {
    state.given.as_ref().is_some_and(|given| given.expires.is_none_or(|end| end > now))
}
