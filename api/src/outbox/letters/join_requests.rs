//! Mails about a request to be let in.

use super::parts::{action, letter, quote};
use super::{Letter, Sample};
use crate::outbox::layout::{Fact, Layout, one_line};

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    vec![
        Box::new(JoinRequested {
            name: of.person(),
            email: of.email(),
            organization: of.organization(),
            note: Some(of.message()),
            link: of.link(),
        }),
        Box::new(JoinApproved {
            actor: of.person(),
            organization: of.organization(),
            role: of.role(),
            note: Some(of.message()),
            link: of.link(),
        }),
        Box::new(JoinDenied { organization: of.organization(), note: Some(of.message()) }),
    ]
}

/// To those who may answer it.
pub struct JoinRequested {
    pub name: String,
    pub email: String,
    pub organization: String,
    pub note: Option<String>,
    pub link: String,
}

impl Letter for JoinRequested {
    fn kind(&self) -> &'static str {
        "join_requested"
    }
    fn layout(&self) -> Layout {
        let Self { name, email, organization, note, link } = self;

        let (name, organization) = (one_line(name), one_line(organization));
        Layout {
            paragraphs: vec![format!(
                "They see the name of {organization} and nothing else until somebody approves the request."
            )],
            quote: quote(&name, note.as_deref()),
            facts: vec![Fact { label: "Verified address", value: one_line(email) }],
            action: action("Answer the request", link),
            ..letter(
                format!("{name} asks to join {organization}"),
                format!("You get this because you manage the members of {organization}."),
            )
        }
    }
}

/// To whoever asked.
pub struct JoinApproved {
    pub actor: String,
    pub organization: String,
    pub role: String,
    pub note: Option<String>,
    pub link: String,
}

impl Letter for JoinApproved {
    fn kind(&self) -> &'static str {
        "join_approved"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization, role, note, link } = self;

        let (actor, organization) = (one_line(actor), one_line(organization));
        Layout {
            paragraphs: vec![format!(
                "You are a member of {organization} now, with the account that you have."
            )],
            quote: quote(&actor, note.as_deref()),
            facts: vec![Fact { label: "Your role", value: one_line(role) }],
            action: action(format!("Open {organization}"), link),
            ..letter(
                format!("{actor} let you into {organization}"),
                format!("You get this because you asked to join {organization}."),
            )
        }
    }
}

/// To whoever asked. It names nobody: they are not in.
pub struct JoinDenied {
    pub organization: String,
    pub note: Option<String>,
}

impl Letter for JoinDenied {
    fn kind(&self) -> &'static str {
        "join_denied"
    }
    fn layout(&self) -> Layout {
        let Self { organization, note } = self;

        let organization = one_line(organization);
        Layout {
            paragraphs: vec![
                "An admin looked at it and did not let you in. You can ask again in a week, or ask somebody \
                 there to invite you."
                    .to_owned(),
            ],
            quote: quote(&organization, note.as_deref()),
            ..letter(
                format!("Your request to join {organization} was denied"),
                format!("You get this because you asked to join {organization}."),
            )
        }
    }
}
