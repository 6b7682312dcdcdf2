//! The access models that an organization is set up with, in words.

use shared::access::Model;

/// The one that is chosen until another is.
pub(super) const FIRST: &str = "studio";

/// Each with its key, its name and what it is for; the first of them first.
pub(super) const PRESETS: [(&str, &str, &str); 5] = [
    (FIRST, "Studio", "An owner, admins, and a team that edits. Guests get single items."),
    ("governed", "Governed", "One workspace, where members propose and the owner and admins decide."),
    ("granular", "Granular", "Members begin with nothing: what they may do is given scope by scope."),
    ("seats", "Seats", "Whoever works takes a paid seat; observers and guests are free."),
    ("layered", "Layered", "Private workspaces, each with roles of its own."),
];

/// What it is called.
pub(super) fn name(key: &str) -> &'static str {
    PRESETS.iter().find(|(known, ..)| *known == key).map_or("", |(_, name, _)| name)
}

/// Who somebody is in an organization that they set up with it.
pub(super) fn you_become(key: &str) -> &'static str {
    let owned = Model::presets().iter().find(|model| model.key == key).is_none_or(|model| model.has_owner);
    if owned { "You become its owner." } else { "You become its first admin; it has no owner." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t2_every_preset_is_offered_by_its_own_name_the_default_first() {
        let offered: Vec<(&str, &str)> = PRESETS.iter().map(|(key, name, _)| (*key, *name)).collect();
        for model in Model::presets() {
            assert!(offered.contains(&(model.key.as_str(), model.name.as_str())), "{}", model.key);
        }
        assert_eq!((offered.len(), offered[0].0), (Model::presets().len(), Model::presets()[0].key.as_str()));
        assert_eq!(you_become("seats"), "You become its first admin; it has no owner.");
        assert_eq!(you_become(FIRST), "You become its owner.");
    }
}
