//! The program as its users run it: the built binary, files in a temporary folder, and a cluster on a loopback port.

mod support;

#[cfg(test)]
mod cli {
    mod access;
    mod answers;
    mod apirule;
    mod baseline;
    mod cluster;
    mod config;
    mod diff;
    mod doctor;
    mod exits;
    mod expectations;
    mod files;
    mod flows;
    mod formats;
    mod given;
    mod journal;
    mod kubeconfig;
    mod less;
    mod linear;
    mod log;
    mod login;
    mod migrate;
    mod osv;
    mod pod_security;
    mod pull_request;
    mod reach;
    mod reach_names;
    mod record;
    #[cfg(unix)]
    mod render;
    #[cfg(unix)]
    mod render_fix;
    mod report;
    mod repository;
    mod retries;
    mod revisions;
    mod run;
    mod sbom;
    mod scan;
    mod secrets;
    mod server;
    mod set_elsewhere;
    mod set_exceptions;
    mod set_marks;
    mod set_parts;
    #[cfg(unix)]
    mod set_rendered;
    mod sets;
    mod settings;
    mod sources;
    mod tokens;
    mod unread;
    mod words;
}
