//! Without a command: the explorer.

use super::exit::{Ended, Failure};
use super::out::Color;
use crate::model::calendar::Day;
use crate::source::Wanted;
use clap::ValueEnum;

#[derive(clap::Args, Debug, Clone)]
#[group(skip)]
pub struct Args {
    /// The theme of the explorer
    #[arg(long, value_name = "NAME", env = "FNSEC_THEME")]
    theme: Option<String>,
    /// The signs the explorer draws with
    #[arg(long, value_enum, value_name = "SET", env = "FNSEC_GLYPHS")]
    glyphs: Option<Glyphs>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Glyphs {
    Unicode,
    Ascii,
}

/// What the explorer is started with.
#[derive(Debug, Clone)]
pub struct Options {
    pub wanted: Wanted,
    pub today: Day,
    pub theme: Option<String>,
    pub glyphs: Option<Glyphs>,
    pub color: Color,
}

impl Options {
    pub fn new(wanted: Wanted, today: Day, screen: Args, color: Color) -> Self {
        Self { wanted, today, theme: screen.theme, glyphs: screen.glyphs, color }
    }
}

pub fn run(options: Options) -> Ended {
    explore(&options)
}

fn explore(_: &Options) -> Ended {
    Err(Failure::usage("The explorer is not part of this build. \"fnsec scan\" tells what it would show."))
}
