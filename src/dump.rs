//! A program that holds tokens and Secrets leaves no picture of its memory behind when it is ended by a signal.

/// Switches core files off, for this process and what it starts; on Linux other processes of the user cannot read its
/// memory either. Where the system refuses, everything else works all the same.
pub fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
