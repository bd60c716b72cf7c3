//! `fnsec render`: scenes painted without a terminal, the same bytes every time.

use super::exit::{Ended, Failure};
use super::explore::Glyphs;
use clap::ValueEnum;
use std::path::PathBuf;

#[derive(clap::Args, Debug, Clone)]
pub struct Args {
    /// The scene, or all
    #[arg(long, value_name = "NAME")]
    pub scene: String,
    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x36", value_parser = size)]
    pub size: (u16, u16),
    /// The theme to paint with
    #[arg(long, value_name = "NAME", env = "FNSEC_THEME")]
    pub theme: Option<String>,
    /// The signs to draw with
    #[arg(long, value_enum, value_name = "SET", default_value = "unicode", env = "FNSEC_GLYPHS")]
    pub glyphs: Glyphs,
    /// What to paint as
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Keys to press first, such as "j j enter f"
    #[arg(long, default_value = "")]
    pub keys: String,
    /// A file, or for all scenes a folder; default: standard output
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Ansi,
    Svg,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let parts = text.split_once('x').and_then(|(wide, high)| Some((wide.parse().ok()?, high.parse().ok()?)));
    let sane = parts.filter(|(wide, high)| (1..=1000).contains(wide) && (1..=1000).contains(high));
    sane.ok_or_else(|| format!("\"{text}\" is no size; say 120x36"))
}

pub fn run(args: &Args) -> Ended {
    Err(Failure::usage(format!("There is no scene \"{}\"; no scene is known yet.", args.scene)))
}
