//! Light, dark, or as the system says. `index.html` sets it before the first paint, by the same key.

use leptos::prelude::*;

const KEY: &str = "usher.theme";

/// What the colours follow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn parse(key: &str) -> Self {
        match key {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// The choice kept on this machine.
pub(crate) fn current_theme() -> Theme {
    remembered(KEY).map(|key| Theme::parse(&key)).unwrap_or_default()
}

/// Puts it in force and keeps it.
pub(crate) fn set_theme(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Theme::Auto => root.remove_attribute("data-theme"),
            Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.key()),
        };
    }
    remember(KEY, (theme != Theme::Auto).then_some(theme.key()));
}

/// Something kept on this machine alone.
pub(crate) fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps something on this machine, or forgets it. A browser that refuses is not an error.
pub(crate) fn remember(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}
