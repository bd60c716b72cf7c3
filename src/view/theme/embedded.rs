//! The theme files that are compiled into the program.

const FILES: &[(&str, &str)] = &[
    ("fnsec-dark", include_str!("../../../themes/fnsec-dark.yaml")),
    ("fnsec-light", include_str!("../../../themes/fnsec-light.yaml")),
    ("ansi", include_str!("../../../themes/ansi.yaml")),
    ("mono", include_str!("../../../themes/mono.yaml")),
];

pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    FILES.iter().map(|(name, _)| *name)
}

pub(super) fn text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(own, _)| *own == name).map(|(_, text)| *text)
}
