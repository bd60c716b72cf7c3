//! The theme files that are compiled into the program.

macro_rules! files {
    ($($name:literal,)+) => {
        &[$(($name, include_str!(concat!("../../../themes/", $name, ".yaml")))),+]
    };
}

const FILES: &[(&str, &str)] = files![
    "fnsec-dark",
    "fnsec-light",
    "ansi",
    "mono",
    "catppuccin-mocha",
    "catppuccin-latte",
    "colorblind-dark",
    "colorblind-light",
    "dracula",
    "everforest",
    "gruvbox-dark",
    "gruvbox-light",
    "high-contrast-dark",
    "high-contrast-light",
    "kanagawa",
    "nord",
    "one-dark",
    "one-light",
    "rose-pine-main",
    "rose-pine-dawn",
    "solarized-dark",
    "solarized-light",
    "tokyo-night",
];

pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    FILES.iter().map(|(name, _)| *name)
}

pub(super) fn text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(own, _)| *own == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_theme_file_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
        let stem = |entry: std::fs::DirEntry| {
            entry.file_name().to_str().and_then(|name| name.strip_suffix(".yaml")).map(str::to_owned)
        };
        let files: BTreeSet<String> =
            std::fs::read_dir(folder).unwrap().map(Result::unwrap).filter_map(stem).collect();
        let embedded: BTreeSet<String> = names().map(str::to_owned).collect();
        assert_eq!(files, embedded, "add the new file to the list in embedded.rs");
    }
}
