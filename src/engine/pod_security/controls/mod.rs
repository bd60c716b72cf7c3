//! Every control of the standards, one file each.
//! `ALL` is in the admission's order: baseline by id, then restricted by id.

mod allow_privilege_escalation;
mod app_armor;
mod capabilities_baseline;
mod capabilities_restricted;
mod host_namespaces;
mod host_path_volumes;
mod host_ports;
mod host_probes;
mod privileged;
mod proc_mount;
mod restricted_volumes;
mod run_as_non_root;
mod run_as_user;
mod se_linux;
mod seccomp_baseline;
mod seccomp_restricted;
mod sysctls;
mod windows_host_process;

mod prelude {
    pub(super) use super::super::Level;
    pub(super) use super::super::control::{
        Control, Denial, Revision, Values, containers, deny, names, plural, quoted, setters,
    };
    #[cfg(test)]
    pub(super) use super::super::tests::{allows, refuses};
    pub(super) use crate::model::pod_spec::{Container, PodTemplate};
}

use super::control::Control;

pub(super) static ALL: &[&Control] = &[
    &app_armor::CONTROL,
    &capabilities_baseline::CONTROL,
    &host_namespaces::CONTROL,
    &host_path_volumes::CONTROL,
    &host_ports::CONTROL,
    &host_probes::CONTROL,
    &privileged::CONTROL,
    &proc_mount::BASELINE,
    &se_linux::CONTROL,
    &seccomp_baseline::CONTROL,
    &sysctls::CONTROL,
    &windows_host_process::CONTROL,
    &allow_privilege_escalation::CONTROL,
    &capabilities_restricted::CONTROL,
    &proc_mount::RESTRICTED,
    &restricted_volumes::CONTROL,
    &run_as_non_root::CONTROL,
    &run_as_user::CONTROL,
    &seccomp_restricted::CONTROL,
];
