//! What becomes of what somebody leaves, as it is chosen in the dialog.

use std::collections::BTreeMap;

use shared::offboarding::wire::{Going, Heirs, Offboard, Offboarding};

use super::words::count;

/// What is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) act: Going,
    /// By project: who becomes its admin. Nothing: nobody.
    pub(crate) projects: BTreeMap<String, String>,
    /// Who sends their invitations from now on, or `revoke`.
    pub(crate) invitations: String,
}

impl Choice {
    /// Whoever decides takes the invitations over, and nobody is made an admin who was not chosen.
    pub(crate) fn first(me: &str) -> Self {
        Self { act: Going::Remove, projects: BTreeMap::new(), invitations: me.to_owned() }
    }

    /// The request, of what there is to choose.
    pub(crate) fn body(&self, left: Option<&Offboarding>) -> Offboard {
        let has_invitations =
            left.is_some_and(|left| !left.invitations.is_empty() || !left.shares.is_empty());
        Offboard {
            act: self.act,
            heirs: Heirs {
                projects: self.projects.clone().into_iter().filter(|(_, heir)| !heir.is_empty()).collect(),
                invitations: has_invitations.then(|| self.invitations.clone()),
            },
            keys: None,
        }
    }
}

/// What is left and not chosen about, each in a sentence.
pub(crate) fn remarks(left: &Offboarding, act: Going) -> Vec<String> {
    let mut said = Vec::new();
    let keys = left.keys.len() as u64;
    if keys > 0 {
        let what = count(keys, "API key", "API keys");
        said.push(match act {
            Going::Remove => format!("{what} of theirs: ended for good."),
            Going::Deactivate => format!("{what} of theirs: at rest until a return."),
        });
    }
    if !left.groups.is_empty() && act == Going::Remove {
        let names: Vec<&str> = left.groups.iter().filter_map(|group| group.name.as_deref()).collect();
        said.push(format!("Nobody is left in {}.", names.join(", ")));
    }
    if left.grants_given > 0 {
        said.push(format!("{} that they gave to others stay.", count(left.grants_given, "grant", "grants")));
    }
    if left.seats.after < left.seats.before {
        said.push("Their paid seat is free.".to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left() -> Offboarding {
        serde_json::from_value(serde_json::json!({
            "version": 3, "member": "mem_00000000000000000000000001",
            "seats": { "before": 4, "after": 3, "limit": null },
            "projects": [], "groups": [{ "id": "grp_00000000000000000000000001", "name": "Crew" }],
            "invitations": [], "shares": [], "keys": [{ "id": "key_00000000000000000000000001", "last_used_at": null }],
            "grants_given": 2,
        }))
        .expect("a rehearsal")
    }

    #[test]
    fn z4_only_what_is_there_is_sent_and_nobody_is_an_heir_unchosen() {
        let mut choice = Choice::first("mem_me");
        choice.projects.insert("prj_1".to_owned(), String::new());
        choice.projects.insert("prj_2".to_owned(), "mem_2".to_owned());
        let body = choice.body(Some(&left()));
        assert_eq!(body.heirs.projects, [("prj_2".to_owned(), "mem_2".to_owned())].into());
        assert_eq!(body.heirs.invitations, None);
    }

    #[test]
    fn z4_what_is_not_chosen_about_is_said() {
        assert_eq!(
            remarks(&left(), Going::Remove),
            [
                "1 API key of theirs: ended for good.",
                "Nobody is left in Crew.",
                "2 grants that they gave to others stay.",
                "Their paid seat is free.",
            ]
        );
        assert_eq!(remarks(&left(), Going::Deactivate)[0], "1 API key of theirs: at rest until a return.");
    }
}
