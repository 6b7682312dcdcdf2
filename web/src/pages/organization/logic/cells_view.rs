//! The filters of people × projects, which stand in its address.

use shared::access::Access;

use super::cells::{Cell, Lens};
use super::direct::Origin;
use crate::query;

/// The filters, as they stand in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// Part of a person's name or address.
    pub(crate) search: String,
    /// Part of a project's name.
    pub(crate) project: String,
    /// A workspace's id.
    pub(crate) workspace: Option<String>,
    /// Only cells that come from this.
    pub(crate) origin: Option<Origin>,
    /// Only cells of this level.
    pub(crate) level: Option<Access>,
    pub(crate) lens: Lens,
}

impl View {
    pub(crate) fn read(query_string: &str) -> Self {
        let get = |key| query::get(query_string, key).filter(|value| !value.is_empty());
        Self {
            search: get("q").unwrap_or_default(),
            project: get("project").unwrap_or_default(),
            workspace: get("workspace"),
            origin: get("from").and_then(|text| Origin::parse(&text)),
            level: get("level").and_then(|text| Access::ALL.into_iter().find(|one| one.as_str() == text)),
            lens: get("scope").map(|text| Lens::parse(&text)).unwrap_or_default(),
        }
    }

    pub(crate) fn write(&self) -> String {
        let mut pairs = Vec::new();
        for (key, text) in
            [("q", self.search.as_str()), ("project", &self.project), ("scope", self.lens.key())]
        {
            if !text.is_empty() {
                pairs.push((key, text.to_owned()));
            }
        }
        pairs.extend(self.workspace.iter().map(|id| ("workspace", id.clone())));
        pairs.extend(self.origin.iter().map(|origin| ("from", origin.key().to_owned())));
        pairs.extend(self.level.iter().map(|level| ("level", level.as_str().to_owned())));
        query::write(pairs)
    }

    /// Whether a cell is one of those asked for.
    pub(crate) fn takes(&self, cell: Cell) -> bool {
        self.origin.is_none_or(|origin| cell.origin == Some(origin))
            && self.level.is_none_or(|level| cell.access == level)
    }

    /// Whether single cells are asked for, and not all of every row.
    pub(crate) fn picks_cells(&self) -> bool {
        self.origin.is_some() || self.level.is_some()
    }

    pub(crate) fn is_filtered(&self) -> bool {
        self.picks_cells() || !self.search.is_empty() || !self.project.is_empty() || self.workspace.is_some()
    }

    pub(crate) fn cleared(&self) -> Self {
        Self { lens: self.lens.clone(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z7_the_view_survives_the_address() {
        let view = View {
            search: "zoë".to_owned(),
            project: "app".to_owned(),
            workspace: Some("ws_1".to_owned()),
            origin: Some(Origin::Group),
            level: Some(Access::View),
            lens: Lens::Scope("content".to_owned()),
        };
        assert_eq!(View::read(&view.write()), view);
        assert_eq!(View::default().write(), "");
        assert!(view.is_filtered() && !view.cleared().is_filtered());
    }
}
