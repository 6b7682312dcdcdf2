//! An invitation while it is written, and what the server said of each address.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::access::wire::PermissionMap;
use shared::invitations::wire::{
    Delivery, EditInvitation, Invitation, Invite, InvitedProject, InvitedWorkspace, Invitee, MAX_INVITES,
};
use shared::text::{TextDenied, email_key};

use super::cells::given;
use super::paste::{self, Found, KnownRole};

pub(crate) use super::verdict::Verdict;

/// Who is invited, to what, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) addresses: Vec<Address>,
    /// A role's key, for all who have none of their own.
    pub(crate) role: String,
    /// Private workspaces to come into; open ones come by themselves.
    pub(crate) workspaces: BTreeSet<String>,
    /// Set: kept to these projects.
    pub(crate) restrict_to: Option<BTreeSet<String>>,
    /// A role of their own in single projects: project → viewer, editor or admin.
    pub(crate) projects: BTreeMap<String, String>,
    /// What is granted in single projects scope by scope, where no role of theirs says it.
    pub(crate) scopes: BTreeMap<String, PermissionMap>,
    /// A role in place of theirs, by workspace.
    pub(crate) workspace_roles: BTreeMap<String, String>,
    /// Granted on the organization beside the role.
    pub(crate) given: PermissionMap,
    /// Groups to be in, by id.
    pub(crate) groups: BTreeSet<String>,
    /// When the membership ends.
    pub(crate) ends: Option<DateTime<Utc>>,
    pub(crate) message: String,
    pub(crate) days: Option<u8>,
    pub(crate) delivery: Delivery,
}

/// One address of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) text: String,
    pub(crate) well_formed: bool,
    pub(crate) role: Option<String>,
}

impl From<Found> for Address {
    fn from(found: Found) -> Self {
        Self { text: found.text, well_formed: found.well_formed, role: found.role }
    }
}

impl Draft {
    pub(crate) fn new(role: &str) -> Self {
        Self {
            addresses: Vec::new(),
            role: role.to_owned(),
            workspaces: BTreeSet::new(),
            restrict_to: None,
            projects: BTreeMap::new(),
            scopes: BTreeMap::new(),
            workspace_roles: BTreeMap::new(),
            given: PermissionMap::new(),
            groups: BTreeSet::new(),
            ends: None,
            message: String::new(),
            days: None,
            delivery: Delivery::Email,
        }
    }

    /// What an invitation offers, to be changed before it is accepted. Its address is not to be changed.
    pub(crate) fn of(invitation: &Invitation) -> Self {
        let places = invitation.restrict_to.as_ref();
        let (mut projects, mut scopes) = (BTreeMap::new(), BTreeMap::new());
        for project in &invitation.projects {
            match &project.role {
                Some(role) => drop(projects.insert(project.id.clone(), role.clone())),
                None => drop(scopes.insert(project.id.clone(), project.permissions.clone())),
            }
        }
        let workspace_roles = invitation.workspaces.iter();
        let workspace_roles = workspace_roles
            .filter_map(|place| Some((place.id.clone(), place.role.as_ref()?.key.clone())))
            .collect();
        Self {
            workspaces: invitation.workspaces.iter().map(|place| place.id.clone()).collect(),
            restrict_to: places.map(|places| places.iter().map(|place| place.id.clone()).collect()),
            projects,
            scopes,
            workspace_roles,
            given: given(&invitation.permissions),
            groups: invitation.groups.iter().map(|group| group.id.clone()).collect(),
            ends: invitation.access_expires_at,
            message: invitation.message.clone().unwrap_or_default(),
            ..Self::new(&invitation.role.key)
        }
    }

    /// What is offered otherwise than before; `None` where nothing is. What was left alone is not sent: it
    /// may name places that the viewer does not see.
    pub(crate) fn changes(&self, before: &Self) -> Result<Option<EditInvitation>, TextDenied> {
        let (message, message_before) = (self.message.trim(), before.message.trim());
        let changed = self.role != before.role
            || self.workspaces != before.workspaces
            || self.restrict_to != before.restrict_to
            || self.projects != before.projects
            || self.scopes != before.scopes
            || self.workspace_roles != before.workspace_roles
            || self.given != before.given
            || self.groups != before.groups
            || self.ends != before.ends
            || message != message_before;
        if !changed {
            return Ok(None);
        }
        Ok(Some(EditInvitation {
            role: (self.role != before.role).then(|| self.role.clone()),
            workspaces: (self.workspaces != before.workspaces
                || self.workspace_roles != before.workspace_roles)
                .then(|| self.invited_workspaces()),
            projects: (self.projects != before.projects || self.scopes != before.scopes)
                .then(|| self.invited_projects()),
            restrict_to: (self.restrict_to != before.restrict_to).then(|| self.listed()),
            permissions: (self.given != before.given).then(|| self.given.clone()),
            groups: (self.groups != before.groups).then(|| self.groups.iter().cloned().collect()),
            access_expires_at: (self.ends != before.ends).then_some(self.ends),
            message: if message == message_before { None } else { Some(message.parse()?) },
        }))
    }

    /// Takes a project's own role: none, one of those of a project, or scope by scope.
    pub(crate) fn set_project(&mut self, id: &str, role: &str) {
        self.projects.remove(id);
        match role {
            "" => drop(self.scopes.remove(id)),
            "custom" => drop(self.scopes.entry(id.to_owned()).or_default()),
            role => {
                self.scopes.remove(id);
                self.projects.insert(id.to_owned(), role.to_owned());
            }
        }
    }

    /// Adds what was typed or pasted; answers how many were there already.
    pub(crate) fn add(&mut self, text: &str, roles: &[KnownRole]) -> usize {
        let here: BTreeSet<String> = self.addresses.iter().map(|address| email_key(&address.text)).collect();
        let found = paste::parse(text, roles);
        let all = found.len();
        let new = found.into_iter().filter(|found| !here.contains(&email_key(&found.text)));
        let before = self.addresses.len();
        self.addresses.extend(new.map(Address::from));
        all - (self.addresses.len() - before)
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        let key = email_key(text);
        self.addresses.iter().any(|address| email_key(&address.text) == key)
    }

    pub(crate) fn remove(&mut self, text: &str) {
        self.addresses.retain(|address| address.text != text);
    }

    /// Puts a mended address where the broken one was.
    pub(crate) fn mend(&mut self, broken: &str, mended: &str) {
        if self.has(mended) && email_key(broken) != email_key(mended) {
            self.remove(broken);
            return;
        }
        if let Some(address) = self.addresses.iter_mut().find(|address| address.text == broken) {
            mended.clone_into(&mut address.text);
            address.well_formed = mended.parse::<shared::text::EmailAddress>().is_ok();
        }
    }

    pub(crate) fn set_role(&mut self, text: &str, role: Option<String>) {
        let role = role.filter(|role| *role != self.role);
        if let Some(address) = self.addresses.iter_mut().find(|address| address.text == text) {
            address.role = role;
        }
    }

    /// Keeps only these addresses: the ones still to be put right after sending.
    pub(crate) fn keep(&mut self, texts: &BTreeSet<String>) {
        self.addresses.retain(|address| texts.contains(&address.text));
    }

    /// Takes out what would not go; `verdicts` are those of the addresses, in their order.
    pub(crate) fn keep_going(&mut self, verdicts: &[Verdict]) {
        let mut goes = verdicts.iter().map(Verdict::goes);
        self.addresses.retain(|_| goes.next().unwrap_or(true));
    }

    /// How many addresses are more than one call takes.
    pub(crate) const fn too_many(&self) -> usize {
        self.addresses.len().saturating_sub(MAX_INVITES)
    }

    /// The roles that the draft gives, each once.
    pub(crate) fn roles(&self) -> BTreeSet<String> {
        let own = self.addresses.iter().filter_map(|address| address.role.clone());
        own.chain([self.role.clone()]).collect()
    }

    /// Whether closing the dialog would lose anything.
    pub(crate) fn is_dirty(&self) -> bool {
        !self.addresses.is_empty() || !self.message.trim().is_empty()
    }

    /// The request. Malformed addresses go along where the server is asked about every one of them.
    pub(crate) fn request(&self, dry_run: bool) -> Result<Invite, TextDenied> {
        let message = match self.message.trim() {
            "" => None,
            text => Some(text.parse()?),
        };
        Ok(Invite {
            invites: self
                .addresses
                .iter()
                .map(|address| Invitee { email: address.text.clone(), role: address.role.clone() })
                .collect(),
            role: Some(self.role.clone()),
            workspaces: self.invited_workspaces(),
            projects: self.invited_projects(),
            restrict_to: self.listed(),
            permissions: self.given.clone(),
            groups: self.groups.iter().cloned().collect(),
            message,
            delivery: Some(self.delivery),
            expires_in_days: self.days,
            access_expires_at: self.ends,
            dry_run,
        })
    }

    fn invited_workspaces(&self) -> Vec<InvitedWorkspace> {
        // An open workspace is named only where a role is given in it.
        let named: BTreeSet<&String> = self.workspaces.iter().chain(self.workspace_roles.keys()).collect();
        let role = |id| self.workspace_roles.get(id).cloned();
        named.into_iter().map(|id| InvitedWorkspace { id: id.clone(), role: role(id) }).collect()
    }

    fn invited_projects(&self) -> Vec<InvitedProject> {
        let named = self.projects.iter().map(|(id, role)| InvitedProject {
            id: id.clone(),
            role: Some(role.clone()),
            permissions: None,
        });
        let scopes =
            self.scopes.iter().filter(|(id, given)| !self.projects.contains_key(*id) && !given.is_empty());
        let scopes = scopes.map(|(id, permissions)| InvitedProject {
            id: id.clone(),
            role: None,
            permissions: Some(permissions.clone()),
        });
        named.chain(scopes).collect()
    }

    fn listed(&self) -> Option<Vec<String>> {
        self.restrict_to.as_ref().map(|projects| projects.iter().cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use shared::invitations::wire::{InviteResult, InviteStatus};

    use super::super::verdict::NextStep;
    use super::*;

    fn result(email: &str, status: InviteStatus, code: Option<&str>) -> InviteResult {
        InviteResult {
            email: email.to_owned(),
            status,
            code: code.map(str::to_owned),
            invitation: None,
            link: None,
        }
    }

    #[test]
    fn i1_a_paste_over_what_is_there_adds_only_what_is_new() {
        let mut draft = Draft::new("editor");
        assert_eq!(draft.add("a@example.com, b@example.com", &[]), 0);
        assert_eq!(draft.add("A@example.com, c@example.com", &[]), 1);
        assert_eq!(draft.addresses.len(), 3);
    }

    #[test]
    fn i1_groups_scopes_and_workspace_roles_are_chosen_before_anything_is_sent() {
        let mut draft = Draft::new("member");
        draft.add("a@example.com", &[]);
        draft.given.insert("billing".to_owned(), shared::access::Access::View);
        draft.groups.insert("grp_1".to_owned());
        draft.workspace_roles.insert("ws_1".to_owned(), "viewer".to_owned());
        draft.set_project("prj_1", "custom");
        assert!(draft.request(false).expect("a body").projects.is_empty(), "nothing is given there yet");
        draft
            .scopes
            .entry("prj_1".to_owned())
            .or_default()
            .insert("content".to_owned(), shared::access::Access::Full);
        let body = draft.request(false).expect("a body");
        assert_eq!(body.permissions.len(), 1);
        assert_eq!(body.groups, ["grp_1"]);
        assert_eq!(body.workspaces[0].role.as_deref(), Some("viewer"));
        assert_eq!(body.projects[0].permissions.as_ref().map(|given| given.len()), Some(1));
        draft.set_project("prj_1", "editor");
        assert_eq!(draft.request(false).expect("a body").projects[0].role.as_deref(), Some("editor"));
        assert!(draft.scopes.is_empty());
    }

    #[test]
    fn i2_each_address_has_its_own_verdict_and_next_step() {
        let mut draft = Draft::new("editor");
        draft.add("new@example.com, bo@example.com, off@example.com, marco@example, later@example.com", &[]);
        let results = [
            result("new@example.com", InviteStatus::Sent, None),
            result("bo@example.com", InviteStatus::Rejected, Some("already_member")),
            result("OFF@example.com", InviteStatus::Rejected, Some("member_deactivated")),
        ];
        let verdicts = Verdict::all(&draft.addresses, &results);
        assert_eq!(verdicts[0], Verdict::Ready);
        assert_eq!(verdicts[1].next_step(), NextStep::OpenMember);
        assert_eq!(verdicts[2].next_step(), NextStep::OpenDeactivated);
        assert_eq!(verdicts[3].next_step(), NextStep::Mend);
        assert_eq!(verdicts[4], Verdict::Checking);
        assert_eq!(verdicts.iter().filter(|verdict| verdict.goes()).count(), 2);
        draft.keep_going(&verdicts);
        let left: Vec<&str> = draft.addresses.iter().map(|address| address.text.as_str()).collect();
        assert_eq!(left, ["new@example.com", "later@example.com"]);
    }

    #[test]
    fn i1_a_role_that_a_list_names_is_sent_as_it_stands_and_its_refusal_says_which() {
        let mut draft = Draft::new("editor");
        draft.add("Email,Role\na@example.com,Boss\nb@example.com,", &[]);
        let request = draft.request(true).expect("a request");
        assert_eq!(request.invites[0].role.as_deref(), Some("Boss"));
        let results = [result("a@example.com", InviteStatus::Rejected, Some("unknown_role"))];
        let verdict = &Verdict::all(&draft.addresses, &results)[0];
        assert_eq!(verdict.next_step(), NextStep::TakeRole);
        assert_eq!(
            verdict.message(&draft.addresses[0]).as_deref(),
            Some("is to be “Boss”, a role that does not exist here.")
        );
        draft.set_role("a@example.com", None);
        assert_eq!(draft.request(true).expect("a request").invites[0].role, None);
    }

    #[test]
    fn i1_more_than_one_call_takes_are_counted() {
        let mut draft = Draft::new("editor");
        let list: Vec<String> = (0..1_003).map(|n| format!("person{n}@example.com")).collect();
        assert_eq!(draft.add(&list.join("\n"), &[]), 0);
        assert_eq!((draft.addresses.len(), draft.too_many()), (1_003, 3));
        assert_eq!(draft.add(&list.join(" "), &[]), 1_003);
    }

    #[test]
    fn a_mended_address_takes_the_place_of_the_broken_one() {
        let mut draft = Draft::new("editor");
        draft.add("marco@example, nadia@example.com", &[]);
        draft.mend("marco@example", "marco@example.com");
        assert_eq!(draft.addresses[0].text, "marco@example.com");
        assert!(draft.addresses[0].well_formed);
        draft.add("x@example", &[]);
        draft.mend("x@example", "nadia@example.com");
        assert_eq!(draft.addresses.len(), 2, "it was there already");
    }

    #[test]
    fn the_request_names_a_role_only_where_it_differs() {
        let mut draft = Draft::new("editor");
        draft.add("a@example.com, b@example.com", &[]);
        draft.set_role("a@example.com", Some("viewer".to_owned()));
        draft.set_role("b@example.com", Some("editor".to_owned()));
        let request = draft.request(true).expect("a request");
        assert!(request.dry_run);
        assert_eq!(request.invites[0].role.as_deref(), Some("viewer"));
        assert_eq!(request.invites[1].role, None);
        assert_eq!(draft.roles().len(), 2);
    }
}
