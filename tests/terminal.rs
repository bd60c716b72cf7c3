//! The explorer in a real terminal: the built binary on a pty, its output fed into an emulator.

#[cfg(unix)]
#[cfg(test)]
mod terminal {
    mod clipboard;
    mod cluster;
    mod colour;
    mod fixing;
    mod leaving;
    mod looking;
    mod matrix;
    mod pty;
    mod refusing;
    mod settings;
    mod slow_line;
    mod suspending;
    mod tutor;
    mod world;
}
