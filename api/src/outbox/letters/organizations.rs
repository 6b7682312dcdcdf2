//! Mails about an organization as a whole.

use chrono::{DateTime, Utc};

use super::parts::{action, because_member, date, letter};
use super::{Letter, Sample};
use crate::outbox::layout::{Fact, Layout, one_line};

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    vec![
        Box::new(OrganizationDeleted {
            actor: of.person(),
            organization: of.organization(),
            until: of.time(),
        }),
        Box::new(OrganizationRestorable {
            actor: of.person(),
            organization: of.organization(),
            until: of.time(),
            link: of.link(),
        }),
    ]
}

/// To the members of an organization that is deleted.
pub struct OrganizationDeleted {
    pub actor: String,
    pub organization: String,
    pub until: DateTime<Utc>,
}

impl Letter for OrganizationDeleted {
    fn kind(&self) -> &'static str {
        "organization_deleted"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization, until } = self;
        let organization = one_line(organization);
        Layout {
            paragraphs: vec![format!(
                "Nobody can open {organization} now. Whoever owns it can restore it; you would have again what you \
                 had there. Your account and your other organizations are unchanged."
            )],
            facts: vec![Fact { label: "Can be restored until", value: date(*until) }],
            ..letter(format!("{} deleted {organization}", one_line(actor)), because_member(&organization))
        }
    }
}

/// To whoever can restore it.
pub struct OrganizationRestorable {
    pub actor: String,
    pub organization: String,
    pub until: DateTime<Utc>,
    pub link: String,
}

impl Letter for OrganizationRestorable {
    fn kind(&self) -> &'static str {
        "organization_restorable"
    }
    fn layout(&self) -> Layout {
        let Self { actor, organization, until, link } = self;
        let organization = one_line(organization);
        Layout {
            paragraphs: vec![format!(
                "Nobody can open {organization} now. You can restore it, with everything that everybody had. Once that \
                 date has passed it is gone for good."
            )],
            facts: vec![Fact { label: "You can restore it until", value: date(*until) }],
            action: action("Restore it", link),
            ..letter(
                format!("{organization} was deleted by {}", one_line(actor)),
                format!("You get this because you own {organization}."),
            )
        }
    }
}
