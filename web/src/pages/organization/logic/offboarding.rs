//! What becomes of what somebody leaves, as it is chosen in the dialog.

use std::collections::BTreeMap;

use shared::access::Denied;
use shared::access::wire::Preview;
use shared::ids::{MemberId, ProjectId, RoleId};
use shared::offboarding::rules;
use shared::offboarding::wire::{Going, Heirs, KeysFate, Offboard, Offboarding};

use super::effect::short;
use super::in_page::{InPage, why_not};
use super::seats;
use super::words::{count, list, list_some, money};

/// What is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) act: Going,
    /// By project: who becomes its admin. Nothing: nobody.
    pub(crate) projects: BTreeMap<String, String>,
    /// Who sends their invitations from now on, or `revoke`.
    pub(crate) invitations: String,
    /// Their keys end for good, although they may come back.
    pub(crate) end_keys: bool,
}

impl Choice {
    /// Whoever decides takes the invitations over, and nobody is made an admin who was not chosen.
    pub(crate) fn first(act: Going, me: &str) -> Self {
        Self { act, projects: BTreeMap::new(), invitations: me.to_owned(), end_keys: false }
    }

    /// Whether nobody takes anything on, and nothing else is asked for.
    pub(crate) fn is_nothing(&self, left: Option<&Offboarding>) -> bool {
        let Offboard { act: _, heirs, keys } = self.body(left);
        heirs.projects.is_empty() && heirs.invitations.is_none() && keys.is_none()
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
            keys: (self.act == Going::Deactivate && self.end_keys).then_some(KeysFate::Revoke),
        }
    }
}

/// What there is to take on, in a few words; nothing where everything goes on by itself.
pub(crate) fn loose_ends(left: &Offboarding) -> Option<String> {
    let waiting = (left.invitations.len() + left.shares.len()) as u64;
    let projects = left.projects.len() as u64;
    let mut said = Vec::new();
    if projects > 0 {
        let projects = count(projects, "project", "projects");
        said.push(format!("{projects} without another admin"));
    }
    if waiting > 0 {
        said.push(count(waiting, "pending invitation", "pending invitations"));
    }
    (!said.is_empty()).then(|| list(&said))
}

/// All of it in a line, for somebody who is one of many.
pub(crate) fn left_behind(left: &Offboarding) -> String {
    let waiting = (left.invitations.len() + left.shares.len()) as u64;
    let projects: Vec<String> = left.projects.iter().map(|project| project.name.clone()).collect();
    let groups: Vec<String> = left.groups.iter().filter_map(|group| group.name.clone()).collect();
    let said = [
        (!projects.is_empty()).then(|| format!("No other admin of {}", list_some(&projects, 3))),
        (!groups.is_empty()).then(|| format!("Nobody else in {}", list_some(&groups, 3))),
        (waiting > 0).then(|| count(waiting, "pending invitation", "pending invitations")),
        (!left.keys.is_empty()).then(|| keys(left)),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What is left and not chosen about, each in a sentence.
pub(crate) fn remarks(left: &Offboarding, act: Going) -> Vec<String> {
    let mut said = Vec::new();
    if !left.keys.is_empty() && act == Going::Remove {
        said.push(format!("{}: ended for good.", keys(left)));
    }
    let groups: Vec<String> = left.groups.iter().filter_map(|group| group.name.clone()).collect();
    if !groups.is_empty() {
        let only = match act {
            Going::Remove => "Nobody is left in",
            Going::Deactivate => "Nobody else is in",
        };
        said.push(format!("{only} {}.", list(&groups)));
    }
    if left.grants_given > 0 {
        let given = count(left.grants_given, "grant", "grants");
        let stays = if left.grants_given == 1 { "stays" } else { "stay" };
        said.push(format!("{given} that they gave to others {stays}."));
    }
    said
}

/// Their keys by name, as far as the reader may know them: `API key CI`, `3 API keys (CI, Back end and 1 more)`.
pub(crate) fn keys(left: &Offboarding) -> String {
    let names: Vec<String> = left.keys.iter().filter_map(|key| key.name.clone()).collect();
    let all = left.keys.len();
    match names.as_slice() {
        [only] if all == 1 => format!("API key {only}"),
        [] => count(all as u64, "API key", "API keys"),
        names => {
            format!("{} ({})", count(all as u64, "API key", "API keys"), list_some(names, 3))
        }
    }
}

/// What the change does, as the server rehearsed it: to what they can do, to the seats, to the invoice.
pub(crate) fn effects(preview: &Preview) -> Vec<String> {
    let mut said = vec![short(&preview.changes)];
    said.push(seats::effect(preview.seats).unwrap_or_else(|| "No seat changes.".to_owned()));
    if let Some(amount) = preview.money.as_ref().filter(|money| money.amount != 0) {
        let said_of = money(amount.amount.unsigned_abs(), &amount.currency);
        let way = if amount.amount < 0 { "credited" } else { "charged" };
        said.push(format!("{said_of} {way} on the next invoice."));
    }
    said
}

/// The same for somebody who is deactivated, whose return it ends: they have nothing now, and `kept` for later.
pub(crate) fn effects_on_return(preview: &Preview, kept: Option<u64>) -> Vec<String> {
    let mut said = effects(preview);
    said[0] = match kept {
        None => "What is kept for their return goes for good.".to_owned(),
        Some(kept) => {
            let kept = count(kept, "permission", "permissions");
            format!("They can do nothing here now. The {kept} that a return would give back go for good.")
        }
    };
    said
}

/// What somebody may become the heir of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Estate {
    Project(ProjectId),
    /// Invitations to these roles.
    Invitations(Vec<RoleId>),
}

impl InPage {
    /// Why somebody cannot inherit this; `None` where they can.
    pub(crate) fn why_not_heir(&self, heir: MemberId, of: &Estate) -> Option<&'static str> {
        let (snapshot, viewer, at) = (self.snapshot(), self.viewer(), self.at());
        let denied = match of {
            Estate::Project(project) => {
                rules::may_take_project(snapshot, viewer, heir, *project, at).err()?
            }
            Estate::Invitations(roles) => {
                rules::may_take_invitations(snapshot, viewer, heir, roles, at).err()?
            }
        };
        Some(match denied {
            Denied::PermissionDenied => "Needs Full on Members to send invitations.",
            Denied::MemberDeactivated => "Their membership has ended.",
            other => why_not(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::in_page::tests::{id, page};
    use super::*;
    use shared::access::Model;
    use shared::offboarding::wire::LeftProject;

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
        let mut choice = Choice::first(Going::Remove, "mem_me");
        choice.projects.insert("prj_1".to_owned(), String::new());
        choice.projects.insert("prj_2".to_owned(), "mem_2".to_owned());
        choice.end_keys = true;
        let body = choice.body(Some(&left()));
        assert_eq!(body.heirs.projects, [("prj_2".to_owned(), "mem_2".to_owned())].into());
        assert_eq!((body.heirs.invitations, body.keys), (None, None), "a removal ends keys by itself");
        assert!(!choice.is_nothing(Some(&left())));
        assert!(Choice::first(Going::Deactivate, "mem_me").is_nothing(Some(&left())));
        let resting = Choice { act: Going::Deactivate, ..choice };
        assert_eq!(resting.body(Some(&left())).keys, Some(KeysFate::Revoke));
    }

    #[test]
    fn z4_what_is_not_chosen_about_is_said() {
        assert_eq!(
            remarks(&left(), Going::Remove),
            [
                "1 API key: ended for good.",
                "Nobody is left in Crew.",
                "2 grants that they gave to others stay.",
            ]
        );
        assert_eq!(remarks(&left(), Going::Deactivate)[0], "Nobody else is in Crew.");
        assert_eq!(loose_ends(&left()), None, "nothing of that needs an heir");
        let mut named = left();
        named.keys[0].name = Some("CI".to_owned());
        named.groups.push(shared::access::wire::GroupRef { id: id("grp", 2), name: None });
        assert_eq!(remarks(&named, Going::Remove)[0], "API key CI: ended for good.");
    }

    #[test]
    fn z4_of_one_of_many_all_of_it_is_said_in_a_line() {
        assert_eq!(left_behind(&left()), "Nobody else in Crew · 1 API key");
        let mut more = left();
        more.projects.push(LeftProject {
            id: id("prj", 1),
            name: "Apollo".to_owned(),
            workspace: id("ws", 1),
        });
        more.keys.clear();
        assert_eq!(left_behind(&more), "No other admin of Apollo · Nobody else in Crew");
    }

    #[test]
    fn z4_seats_and_money_are_said_as_the_server_rehearsed_them() {
        let preview = |seats: serde_json::Value, money: serde_json::Value| -> Preview {
            serde_json::from_value(serde_json::json!({
                "preview": true, "version": 3, "seats": seats, "money": money, "problems": [],
                "changes": { "total": 14, "gained": 0, "lost": 14, "data": [], "next_cursor": null },
            }))
            .expect("a preview")
        };
        let one = preview(
            serde_json::json!({ "before": 52, "after": 51, "limit": 60 }),
            serde_json::json!({ "amount": -887, "currency": "USD" }),
        );
        assert_eq!(
            effects(&one),
            [
                "Removes 14 permissions.",
                "Frees 1 seat: 52 → 51 of 60.",
                "8.87 USD credited on the next invoice."
            ]
        );
        let none =
            preview(serde_json::json!({ "before": 52, "after": 52, "limit": null }), serde_json::Value::Null);
        assert_eq!(effects(&none)[1..], ["No seat changes."]);
        assert_eq!(
            effects_on_return(&none, Some(14)),
            [
                "They can do nothing here now. The 14 permissions that a return would give back go for good.",
                "No seat changes."
            ]
        );
    }

    #[test]
    fn z4_only_who_may_inherit_is_offered() {
        let page = page();
        let project = Estate::Project(id("prj", 1));
        for (heir, refused) in [(1, false), (2, false), (3, false), (4, false), (9, true)] {
            assert_eq!(page.why_not_heir(id("mem", heir), &project).is_some(), refused, "{heir}");
        }
        let role = |key| Model::studio().role_by_key(key).expect("a role").id;
        let invitations = Estate::Invitations(vec![role("admin")]);
        for (heir, refused) in [(1, false), (2, false), (3, true), (4, true)] {
            assert_eq!(page.why_not_heir(id("mem", heir), &invitations).is_some(), refused, "{heir}");
        }
    }
}
