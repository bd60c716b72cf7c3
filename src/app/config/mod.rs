//! The configuration of the explorer. This is the one definition of its settings: type, default, help, flag and
//! environment variable. The reader, `fnsec config show` and the JSON schema are derived from it.

mod choices;
pub mod columns;
pub mod filters;
pub mod keys;
mod layers;
mod presets;
mod schema;
mod setting;
#[cfg(test)]
mod tests;

pub use choices::{Clipboard, Confirming, Glyphs, Preset, Start};
pub use columns::Columns;
pub use filters::Filters;
pub use keys::KeysConfig;
pub use layers::{EffectiveSettings, Origin};
pub use schema::schema;

use crate::verdicts::config::fields::Fields;
use serde_json::Value;
use setting::Setting;

/// One setting, as text for people and for the schema.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub key: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// The flag that sets it, and the environment variable.
    pub flag: Option<&'static str>,
    pub env: Option<&'static str>,
    schema: fn() -> Value,
}

macro_rules! settings {
    ($(#[doc = $help:literal] $field:ident: $type:ty = $default:expr, ($flag:expr, $env:expr);)+) => {
        /// The settings that the explorer starts with.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct ExplorerConfig { $(#[doc = $help] pub $field: $type,)+ }

        impl Default for ExplorerConfig {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        /// Every setting, in the order in which they are shown.
        pub const FIELDS: &[Field] = &[$(Field {
            key: stringify!($field),
            help: $help,
            flag: $flag,
            env: $env,
            schema: <$type as Setting>::schema,
        }),+];

        impl ExplorerConfig {
            /// Reads one setting; returns whether the value is valid. An invalid one is recorded.
            fn set(&mut self, key: &str, fields: &mut Fields, pointer: &str, value: &Value) -> bool {
                match key {
                    $(stringify!($field) => {
                        let read = <$type as Setting>::read(fields, pointer, value);
                        let is_valid = read.is_some();
                        if let Some(read) = read {
                            self.$field = read;
                        }
                        is_valid
                    })+
                    _ => false,
                }
            }

            /// Returns the value of a setting, as it is written in a file.
            #[must_use]
            pub fn value(&self, key: &str) -> Value {
                match key {
                    $(stringify!($field) => self.$field.value(),)+
                    _ => Value::Null,
                }
            }
        }
    };
}

settings! {
    /// The theme: a name, or the path of a theme file.
    theme: String = "auto".into(), (Some("--theme"), Some("FNSEC_THEME"));
    /// The characters of frames, marks and charts; auto decides by locale and terminal.
    glyphs: Glyphs = Glyphs::Auto, (Some("--glyphs"), Some("FNSEC_GLYPHS"));
    /// The screen to start with.
    start: Start = Start::Overview, (None, Some("FNSEC_START"));
    /// The namespaces of clusters to read if neither -n nor -A is given; empty for all.
    namespaces: Vec<String> = Vec::new(), (Some("--namespace"), None);
    /// More names of contexts or servers that mean production: a whole word, or a pattern with *.
    production: Vec<String> = Vec::new(), (None, None);
    /// How changes are confirmed: by-risk asks for one key or a typed name, typed always for a name.
    confirm: Confirming = Confirming::ByRisk, (None, Some("FNSEC_CONFIRM"));
    /// How texts are copied; auto tries tmux, the desktop, then the terminal.
    clipboard: Clipboard = Clipboard::Auto, (None, Some("FNSEC_CLIPBOARD"));
    /// Whether clicks and the wheel are used; the terminal then selects text with Shift only.
    mouse: bool = false, (None, Some("FNSEC_MOUSE"));
    /// Whether the line of key hints is shown.
    hints: bool = true, (None, Some("FNSEC_HINTS"));
    /// Whether long lines of texts are wrapped.
    wrap: bool = false, (None, Some("FNSEC_WRAP"));
    /// Whether passed checks are shown.
    passed: bool = false, (None, Some("FNSEC_PASSED"));
    /// Whether accepted findings are shown.
    accepted: bool = false, (None, Some("FNSEC_ACCEPTED"));
    /// Whether system namespaces are shown.
    system: bool = true, (None, Some("FNSEC_SYSTEM"));
    /// The columns of lists; a list that is not named has all of its columns.
    columns: Columns = Columns::default(), (None, None);
    /// Filters by name, which the palette offers.
    filters: Filters = Filters::default(), (None, None);
    /// Keys by action, and the preset that they are based on.
    keys: KeysConfig = KeysConfig::default(), (None, None);
}

/// Returns the setting with this key.
#[must_use]
pub fn field(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}
