//! Mails about a membership.

use super::parts::{action, because_member, letter};
use super::{Letter, Sample};
use crate::outbox::layout::{Fact, Layout, one_line};

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    vec![
        Box::new(RoleChanged {
            actor: of.person(),
            organization: of.organization(),
            before: of.role(),
            after: of.role(),
            link: of.link(),
        }),
        Box::new(Deactivated { actor: of.person(), organization: of.organization() }),
        Box::new(Activated { actor: of.person(), organization: of.organization(), link: of.link() }),
        Box::new(Removed { actor: of.person(), organization: of.organization() }),
        Box::new(OwnershipReceived {
            actor: of.person(),
            organization: of.organization(),
            role: of.role(),
            link: of.link(),
        }),
        Box::new(OwnershipHandedOn {
            heir: of.person(),
            organization: of.organization(),
            role: of.role(),
            link: of.link(),
        }),
    ]
}

/// To a member whose role is another now.
pub struct RoleChanged {
    pub actor: String,
    pub organization: String,
    pub before: String,
    pub after: String,
    pub link: String,
}

impl Letter for RoleChanged {
    fn kind(&self) -> &'static str {
        "role_changed"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization, before, after, link } = self;

        let organization = one_line(organization);
        Layout {
            paragraphs: vec![
                "The change is in force now, in every session that is open. What you made and what \
                         you work on is unchanged."
                    .to_owned(),
            ],
            facts: vec![
                Fact { label: "Role before", value: one_line(before) },
                Fact { label: "Role now", value: one_line(after) },
            ],
            action: action("See your access", link),
            ..letter(
                format!("{} changed your role at {organization}", one_line(actor)),
                because_member(&organization),
            )
        }
    }
}

/// To a member who is deactivated.
pub struct Deactivated {
    pub actor: String,
    pub organization: String,
}

impl Letter for Deactivated {
    fn kind(&self) -> &'static str {
        "deactivated"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization } = self;

        let organization = one_line(organization);
        Layout {
            paragraphs: vec![format!(
                "You cannot open {organization} until one of its admins activates you again. What you \
                         made there is kept. Your account and your other organizations are unchanged."
            )],
            ..letter(
                format!("{} deactivated your membership of {organization}", one_line(actor)),
                because_member(&organization),
            )
        }
    }
}

/// To a member who is back.
pub struct Activated {
    pub actor: String,
    pub organization: String,
    pub link: String,
}

impl Letter for Activated {
    fn kind(&self) -> &'static str {
        "activated"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization, link } = self;

        let organization = one_line(organization);
        Layout {
            paragraphs: vec![format!(
                "You can open {organization} again, with the access that you had before."
            )],
            action: action(format!("Open {organization}"), link),
            ..letter(
                format!("{} activated your membership of {organization}", one_line(actor)),
                because_member(&organization),
            )
        }
    }
}

/// To somebody who was a member.
pub struct Removed {
    pub actor: String,
    pub organization: String,
}

impl Letter for Removed {
    fn kind(&self) -> &'static str {
        "removed"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization } = self;

        let organization = one_line(organization);
        Layout {
            paragraphs: vec![
                format!("You no longer have access to {organization}. What you made stays there."),
                "Your account and your other organizations are unchanged. To come back, ask for a new \
                         invitation."
                    .to_owned(),
            ],
            ..letter(
                format!("{} removed you from {organization}", one_line(actor)),
                format!("You get this because you were a member of {organization}."),
            )
        }
    }
}

/// To the new owner.
pub struct OwnershipReceived {
    pub actor: String,
    pub organization: String,
    /// What the owner's role is called.
    pub role: String,
    pub link: String,
}

impl Letter for OwnershipReceived {
    fn kind(&self) -> &'static str {
        "ownership_received"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization, role, link } = self;
        let organization = one_line(organization);
        Layout {
            paragraphs: vec![
                format!(
                    "You own {organization} now: nobody else can delete it or hand it on, and you cannot leave \
                     before you have handed it on yourself."
                ),
                format!("{} is an admin from now on.", one_line(actor)),
            ],
            facts: vec![Fact { label: "Your role", value: one_line(role) }],
            action: action(format!("Open {organization}"), link),
            ..letter(
                format!("{} made you the owner of {organization}", one_line(actor)),
                because_member(&organization),
            )
        }
    }
}

/// To whoever was the owner.
pub struct OwnershipHandedOn {
    pub heir: String,
    pub organization: String,
    /// What their role is called from then on.
    pub role: String,
    pub link: String,
}

impl Letter for OwnershipHandedOn {
    fn kind(&self) -> &'static str {
        "ownership_handed_on"
    }
    fn layout(&self) -> Layout {
        let Self { heir, organization, role, link } = self;
        let organization = one_line(organization);
        Layout {
            paragraphs: vec![
                format!("{} owns {organization} now. Only they can hand it on again.", one_line(heir)),
                "If that was not you, choose a new password and write to them.".to_owned(),
            ],
            facts: vec![Fact { label: "Your role", value: one_line(role) }],
            action: action(format!("Open {organization}"), link),
            ..letter(
                format!("You handed {organization} on to {}", one_line(heir)),
                because_member(&organization),
            )
        }
    }
}
