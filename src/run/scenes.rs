//! Named states of the explorer, each reached by keys on a small cluster or the demo: tests paint them and `render` shows
//! them.

use crate::model::calendar::Day;
use crate::source::demo::SMALL;

/// The date on which scenes take place.
pub const TODAY: Day = Day::new(2026, 11, 1);

/// A scene: the demo's context, and the keys that lead to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    pub name: &'static str,
    pub context: &'static str,
    pub state: SceneState,
    pub keys: &'static str,
}

/// The state of the cluster or of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SceneState {
    Fine,
    /// Nothing was listed yet.
    Loading,
    /// The user is an admin of one namespace, and has no permissions elsewhere.
    NamespaceAdmin,
    /// The cluster went away after everything was listed.
    Offline,
    /// One watch was cut, the others live.
    Stale,
    /// The credentials expired.
    Login,
    /// A production cluster, with writes not armed.
    Production,
    /// Started with `--read-only`.
    ReadOnly,
    /// Kyma Serverless is not installed.
    NoFunctions,
    /// The server answers nothing any more, except the watches that are open.
    Refusing,
    /// A scanner and an admission controller have left reports on some Functions.
    Others,
}

/// A scene of the small cluster, which does not change with the demo.
const fn scene(name: &'static str, keys: &'static str) -> Scene {
    Scene { name, context: SMALL, state: SceneState::Fine, keys }
}

const fn state(name: &'static str, state: SceneState, keys: &'static str) -> Scene {
    Scene { name, context: SMALL, state, keys }
}

/// A scene of the demo.
const fn demo(name: &'static str, keys: &'static str) -> Scene {
    Scene { name, context: "demo-buildless", state: SceneState::Fine, keys }
}

pub static SCENES: &[Scene] = &[
    demo("overview", ""),
    scene("overview-findings", "tab j"),
    scene("overview-first", "backtab j"),
    Scene { context: "demo-legacy", ..demo("overview-legacy", "") },
    demo("namespaces", "2"),
    scene("namespace", "2 enter"),
    scene("namespace-functions", "2 enter tab"),
    scene("namespace-passed", "2 enter t p"),
    demo("functions", "3"),
    scene("functions-filtered", "3 / \"sev:high\" enter"),
    scene("functions-reversed", "3 s S"),
    scene("function", "3 enter n"),
    scene("function-source", "3 enter tab j j"),
    demo("findings", "4"),
    scene("findings-filter-typing", "4 / \"ns:boo\""),
    scene("findings-none-match", "4 / \"nothing-like-this\" enter"),
    scene("marked", "4 / \"api-token-mounted\" enter space j v"),
    scene("marked-fix", "4 / \"api-token-mounted\" enter space space f"),
    scene("accept", "4 i \"the partner signs it\""),
    scene("accepted", "4 i \"the partner signs it\" enter enter t i G"),
    scene("links", "4 o"),
    scene("plan", "2 j F j"),
    scene("explain", "4 x"),
    scene("fix-choose", "4 / \"jwt-without\" enter f"),
    scene("fix-question", "4 / \"jwt-without\" enter f enter"),
    scene("fix-review", "4 / \"family:pod-security\" enter f"),
    scene("fix-yaml", "4 / \"family:pod-security\" enter f d"),
    scene("fix-edit", "4 / \"family:pod-security\" enter f e"),
    scene("fix-edit-fault", "4 / \"family:pod-security\" enter f e \"  :\""),
    scene("fix-confirm", "4 / \"family:pod-security\" enter f A"),
    scene("fix-confirm-yes", "4 / \"api-token-mounted\" enter f A"),
    scene("fix-done", "4 / \"api-token-mounted\" enter f A y"),
    scene("fix-secret", "4 / \"credentials database_url\" enter f"),
    scene("fix-leave", "4 / \"family:pod-security\" enter f e end \" #\" esc esc"),
    demo("reach", "5 j"),
    scene("reach-search", "5 / \"boo\""),
    scene("reach-events", "5 j j"),
    scene("reach-zoomed", "5 j j z"),
    scene("access-zoomed", "6 j l z"),
    scene("what-if-choose", "5 j W"),
    scene("what-if", "5 j W \"own\" enter"),
    scene("what-if-fix", "4 / \"no-ingress\" enter f enter W"),
    scene("reach-pair", "5 j j l enter"),
    demo("access", "6"),
    scene("access-path", "6 j l"),
    scene("access-namespace", "2 j w j l"),
    scene("access-choose", "6 l enter"),
    scene("access-transposed", "6 t v j l"),
    scene("reach-transposed", "5 t v j l l"),
    scene("subject", "g s \"on-call\" enter"),
    scene("policy", "g p \"probe\" enter n"),
    scene("paused", "t l"),
    scene("function-wrapped", "3 enter tab t w j j"),
    scene("fix-wrapped", "4 / \"family:pod-security\" enter f t w"),
    scene("changes-empty", "7"),
    scene("changes", "4 / \"api-token-mounted\" enter f A y 7"),
    scene("undo", "4 / \"api-token-mounted\" enter f A y 7 u"),
    scene("undo-at-once", "4 / \"api-token-mounted\" enter f A y u"),
    scene("help", "?"),
    scene("themes", "t t"),
    scene("menu", "y"),
    scene("whole", "4 Y"),
    scene("details", "3 enter tab Y tab"),
    scene("sort-menu", "3 s"),
    scene("filter-or", "4 / \"sev:crit or ns:spa\" enter"),
    scene("filter-fault", "4 / \"sev:hgih\""),
    scene("no-fix", "4 j f"),
    scene("filter-history", "4 / \"sev:high\" enter esc / \"ns\" up"),
    scene("filters-named", "4 / \"sev:high fact:tokens\" enter : \"save-filter tokens\" enter : \"filter\""),
    scene("blast-function", "g f \"book-room\" enter b"),
    scene("blast-token", "4 / \"jwt-without\" enter b"),
    scene("blast-account", "4 / \"api-token-mounted\" enter b"),
    scene("history", "g h"),
    scene("palette", ": \"exp tok\""),
    scene("picker-namespace", "g n"),
    scene("picker-context", "g c"),
    scene("picker-function", "g f \"re\""),
    scene("picker-subject", "g s"),
    scene("picker-policy", "g p"),
    demo("coverage", "a"),
    scene("copy-menu", "y"),
    scene("interrupted", "ctrl-c"),
    scene("ascii", "t g"),
    scene("zoomed", "2 enter z"),
    state("loading", SceneState::Loading, ""),
    state("restricted", SceneState::NamespaceAdmin, ""),
    state("restricted-namespace", SceneState::NamespaceAdmin, "2 enter"),
    state("restricted-coverage", SceneState::NamespaceAdmin, "a"),
    state("restricted-findings", SceneState::NamespaceAdmin, "4 / \"namespace-level\" enter"),
    state("read-only-findings", SceneState::ReadOnly, "4 j j"),
    state("restricted-fix", SceneState::NamespaceAdmin, "4 / \"namespace-level\" enter f"),
    state("stale", SceneState::Stale, ""),
    state("offline", SceneState::Offline, ""),
    state("offline-apply", SceneState::Offline, "4 / \"api-token-mounted\" enter f A"),
    state("fix-failed", SceneState::Refusing, "4 / \"api-token-mounted\" enter f"),
    state("login", SceneState::Login, ""),
    state("production", SceneState::Production, "4 / \"api-token-mounted\" enter f A"),
    state(
        "production-armed",
        SceneState::Production,
        ": \"write\" enter 4 / \"api-token-mounted\" enter f A",
    ),
    state("read-only", SceneState::ReadOnly, "4 / \"api-token-mounted\" enter f A"),
    state("no-functions", SceneState::NoFunctions, "3"),
    Scene { state: SceneState::Others, ..demo("function-others", "g f \"charge-card\" enter") },
    Scene { state: SceneState::Others, ..demo("namespace-others", "g n \"payments\" enter 2 enter") },
];

#[must_use]
pub fn find(name: &str) -> Option<&'static Scene> {
    SCENES.iter().find(|scene| scene.name == name)
}
