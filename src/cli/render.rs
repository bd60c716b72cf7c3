//! `fnsec render`: scenes rendered without a terminal, with the same bytes every time.

use super::exit::{CommandResult, Exit, Failure};
use super::explore::Glyphs;
use super::out;
use crate::run::scenes::{self, SCENES, Scene};
use crate::run::settings::Sources;
use crate::run::stage::Stage;
use crate::view::theme::{Depth, Theme};
use crate::view::{export, linear};
use clap::ValueEnum;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug, Clone)]
pub struct Args {
    /// The name of a scene, or all
    #[arg(long, value_name = "NAME")]
    pub scene: String,
    /// The size in columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x36", value_parser = size)]
    pub size: (u16, u16),
    /// The theme: a name or a file
    #[arg(long, value_name = "NAME|FILE", env = "FNSEC_THEME")]
    pub theme: Option<String>,
    /// The glyph set
    #[arg(long, value_enum, value_name = "SET", default_value = "unicode", env = "FNSEC_GLYPHS")]
    pub glyphs: Glyphs,
    /// Output format; lines is what the linear mode reads
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
    Lines,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let parts = text.split_once('x').and_then(|(wide, high)| Some((wide.parse().ok()?, high.parse().ok()?)));
    let sane = parts.filter(|(wide, high)| (1..=1000).contains(wide) && (1..=1000).contains(high));
    sane.ok_or_else(|| format!("invalid size \"{text}\": use COLUMNSxROWS, such as 120x36"))
}

/// Renders one scene, or all of them into a folder.
///
/// # Errors
/// If the theme or the scene is invalid, or the output cannot be written.
pub async fn run(args: Args, settings: Sources) -> CommandResult {
    let name = args.theme.as_deref().filter(|name| *name != "auto").unwrap_or("fnsec-dark");
    let found = settings.catalog(name).theme(name, Depth::True, None);
    let theme = found.map_err(|fault| Failure::usage(format!("Loading the theme {name}: {fault}")))?;
    if args.scene == "all" {
        let folder = args.output.clone().unwrap_or_else(|| PathBuf::from("scenes"));
        std::fs::create_dir_all(&folder).map_err(|why| unwritable(&folder, &why))?;
        for scene in SCENES {
            let path = folder.join(format!("{}.{}", scene.name, args.format.ending()));
            let text = paint(scene, &args, &theme).await?;
            std::fs::write(&path, text).map_err(|why| unwritable(&path, &why))?;
        }
        return Ok(Exit::Clean);
    }
    let scene = scenes::find(&args.scene).ok_or_else(|| unknown(&args.scene))?;
    let text = paint(scene, &args, &theme).await?;
    match &args.output {
        Some(path) => std::fs::write(path, text).map_err(|why| unwritable(path, &why))?,
        None => out::print(&text)?,
    }
    Ok(Exit::Clean)
}

async fn paint(scene: &Scene, args: &Args, theme: &Theme) -> Result<String, Failure> {
    let played = Stage::play(scene, args.size).await;
    let mut stage = played.map_err(|trouble| Failure::reading(&trouble))?;
    stage.model.settings.ascii |= args.glyphs == Glyphs::Ascii;
    stage.press(&args.keys).await.map_err(|why| Failure::usage(format!("--keys: {why}.")))?;
    let buffer = stage.paint(theme);
    Ok(match args.format {
        Format::Lines => linear::page(&stage.model).join("\n") + "\n",
        Format::Text => export::text(&buffer),
        Format::Ansi => export::ansi(&buffer),
        Format::Svg => export::svg(&buffer, &format!("fnsec: {}", scene.name)),
    })
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Text | Self::Lines => "txt",
            Self::Ansi => "ansi",
            Self::Svg => "svg",
        }
    }
}

fn unknown(name: &str) -> Failure {
    let all: Vec<&str> = SCENES.iter().map(|scene| scene.name).collect();
    Failure::usage(format!("No scene \"{name}\". The scenes are all, {}.", all.join(", ")))
}

fn unwritable(path: &Path, why: &std::io::Error) -> Failure {
    Failure::usage(format!("Writing {}: {why}. Name another place with -o.", path.display()))
}
