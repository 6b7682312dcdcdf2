//! Mails about one item.

use chrono::{DateTime, Utc};

use super::parts::{action, because_member, date, letter, shared_facts};
use super::{Letter, Sample};
use crate::outbox::layout::{Fact, Layout, one_line};

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    let access = || "view".to_owned();
    vec![
        Box::new(ItemShared {
            inviter: of.person(),
            organization: of.organization(),
            item: of.item(),
            access: access(),
            expires_at: Some(of.time()),
            link: of.link(),
        }),
        Box::new(ItemOffered {
            inviter: of.person(),
            organization: of.organization(),
            item: of.item(),
            access: access(),
            expires_at: of.time(),
            link: of.link(),
        }),
        Box::new(ItemAdded {
            inviter: of.person(),
            organization: of.organization(),
            item: of.item(),
            access: access(),
        }),
    ]
}

/// To a member, who has the item from now on.
pub struct ItemShared {
    pub inviter: String,
    pub organization: String,
    pub item: String,
    pub access: String,
    pub expires_at: Option<DateTime<Utc>>,
    pub link: String,
}

impl Letter for ItemShared {
    fn kind(&self) -> &'static str {
        "item_shared"
    }
    fn layout(&self) -> Layout {
        let Self { inviter, organization, item, access, expires_at, link } = self;

        let (inviter, organization) = (one_line(inviter), one_line(organization));
        let mut facts = shared_facts(&organization, item, access);
        facts.extend(expires_at.map(|at| Fact { label: "Until", value: date(at) }));
        Layout {
            paragraphs: vec![format!("{inviter} gave you access to this one item.")],
            facts,
            action: action(format!("Open {organization}"), link),
            ..letter(format!("{inviter} shared {} with you", one_line(item)), because_member(&organization))
        }
    }
}

/// To somebody who is no member: an invitation that brings the item.
pub struct ItemOffered {
    pub inviter: String,
    pub organization: String,
    pub item: String,
    pub access: String,
    pub expires_at: DateTime<Utc>,
    pub link: String,
}

impl Letter for ItemOffered {
    fn kind(&self) -> &'static str {
        "item_offered"
    }
    fn brings_invitation(&self) -> bool {
        true
    }
    fn layout(&self) -> Layout {
        let Self { inviter, organization, item, access, expires_at, link } = self;

        let (inviter, organization) = (one_line(inviter), one_line(organization));
        let mut facts = shared_facts(&organization, item, access);
        facts.push(Fact { label: "Expires", value: date(*expires_at) });
        Layout {
            paragraphs: vec![
                "Accept, and you can open this one item as a guest. An account is made if you have none."
                    .to_owned(),
            ],
            facts,
            action: action("Open the invitation", link),
            notes: vec![
                "The invitation is for this address alone: a forwarded link lets nobody else in. You \
                         can decline it on the same page."
                    .to_owned(),
            ],
            ..letter(
                format!("{inviter} wants to share {} with you", one_line(item)),
                format!("You get this because {inviter} shared something of {organization} with you."),
            )
        }
    }
}

/// To somebody whose invitation, sent before, brings one more item. It holds no link: the one that they have
/// stays good, and nobody can make it again.
pub struct ItemAdded {
    pub inviter: String,
    pub organization: String,
    pub item: String,
    pub access: String,
}

impl Letter for ItemAdded {
    fn kind(&self) -> &'static str {
        "item_added"
    }
    fn layout(&self) -> Layout {
        let Self { inviter, organization, item, access } = self;

        let (inviter, organization) = (one_line(inviter), one_line(organization));
        Layout {
            paragraphs: vec![
                "It comes with the invitation that you have already: open the link in that mail, and \
                         accept it."
                    .to_owned(),
            ],
            facts: shared_facts(&organization, item, access),
            ..letter(
                format!("{inviter} wants to share {} with you, too", one_line(item)),
                format!("You get this because you were invited to {organization}."),
            )
        }
    }
}
