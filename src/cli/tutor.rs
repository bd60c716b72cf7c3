//! `fnsec tutor`: twelve lessons on the demo.

use crate::app::tutor::lessons::LESSONS;
use crate::run::progress;
use clap::builder::RangedU64ValueParser;

#[derive(clap::Args)]
pub struct Args {
    /// The lesson to start with, from 1; default: the one that you left
    #[arg(long, value_name = "NUMBER", value_parser = RangedU64ValueParser::<usize>::new().range(1..=LESSONS.len() as u64))]
    lesson: Option<usize>,
    /// Numbered lines and prompts instead of a screen
    #[arg(long)]
    pub linear: bool,
}

/// Returns the lesson to start with, counted from 0: the named one, else the one that was left, else the first.
pub fn lesson(args: &Args) -> usize {
    let left = || Some(progress::read()).filter(|lesson| *lesson < LESSONS.len()).unwrap_or(0);
    args.lesson.map_or_else(left, |number| number.saturating_sub(1))
}
