//! What the explorer follows while it runs: the background of the terminal, and the files of its settings.

use super::Explorer;
use crate::app::Effect;
use crate::app::input::configure;
use crate::term::background;
use crate::term::events::Events;
use crate::view::theme::{self, Depth};

impl Explorer {
    /// Detects the background for a theme that follows the terminal; after the first frame, which need not wait.
    pub(super) fn look_at_background(&mut self) {
        if self.caps.light.is_none() {
            self.ask_background();
        }
    }

    /// Detects the background again: it may have changed while the program did not have the terminal.
    pub(super) fn follow_background(&mut self) {
        if self.reports_background {
            self.ask_background();
        }
    }

    /// No listener may be active while the terminal answers.
    fn ask_background(&mut self) {
        let name = self.model.settings.theme.clone();
        if !theme::follows_background(&name) || self.caps.depth == Depth::Mono {
            return;
        }
        let light = background::is_light();
        self.reports_background = light.is_some();
        if light.is_some() && light != self.caps.light {
            self.caps.light = light;
            self.take_theme(&name);
        }
    }

    /// Takes the theme with a name; an invalid one leaves the current one, and is reported.
    pub(super) fn take_theme(&mut self, name: &str) {
        match self.caps.theme(&self.catalog, name) {
            Ok(theme) => self.theme = theme,
            Err(fault) => self.model.say(fault.to_string()),
        }
        self.dirty = true;
    }

    /// The terminal has the focus again: the user may have changed its colours, or a file of the settings.
    pub(super) async fn focused(&mut self) {
        // Over a network the answer takes long enough that a key could get lost in it.
        if self.reports_background && !self.caps.remote {
            self.events.pause().await;
            self.follow_background();
            self.events = Events::listen();
        }
        self.follow_files(true).await;
    }

    /// Reads the settings again if one of their files changed; with an invalid one, all stay as they are.
    pub(super) async fn follow_files(&mut self, urgent: bool) {
        let theme = self.model.settings.theme.clone();
        if !self.watch.changed(&self.settings, &theme, urgent) {
            return;
        }
        let read = self.settings.read();
        self.catalog = self.settings.catalog(&theme);
        self.model.themes = self.catalog.offered();
        if read.faults.is_empty() {
            let effects = configure::follow(&mut self.model, &self.resolved.config, &read.config);
            self.resolved = read.clone();
            // The file of the current theme may be the one that changed.
            let theme = self.model.settings.theme.clone();
            self.perform(effects.into_iter().chain([Effect::Theme(theme)]).collect()).await;
        }
        let chosen = self.caps.theme(&self.catalog, &self.model.settings.theme);
        let said = configure::sentence(&read.faults).or(chosen.err().map(|fault| fault.to_string()));
        let said = said.map(|fault| format!("{fault}; the settings are unchanged"));
        self.model.say(said.unwrap_or_else(|| "the configuration was read again".into()));
        self.perform(vec![Effect::Fade(self.model.said)]).await;
        self.dirty = true;
    }
}
