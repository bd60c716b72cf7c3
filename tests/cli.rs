//! The program as its users run it: the built binary, files in a temporary folder, and a cluster on a loopback port.

#[path = "cli/cluster.rs"]
mod cluster;
#[path = "cli/exits.rs"]
mod exits;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/journal.rs"]
mod journal;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/scan.rs"]
mod scan;
#[path = "cli/secrets.rs"]
mod secrets;
#[path = "cli/server.rs"]
mod server;
#[path = "cli/words.rs"]
mod words;
