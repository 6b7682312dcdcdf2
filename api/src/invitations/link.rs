//! An invitation's link: made once, stored as a hash, and carried by a mail or by hand.

use chrono::{DateTime, TimeDelta, Utc};
use shared::access::Role;
use shared::ids::InvitationId;
use shared::invitations::wire::{Delivery, DeliveryState};

use crate::authn::secrets;
use crate::authz::need::{Holds, Members};
use crate::authz::{Proof, Writing};
use crate::http::Refusal;
use crate::outbox::letters;

/// A new link.
pub(crate) struct Link {
    pub url: String,
    pub hash: String,
    /// What becomes of the mail.
    pub delivery_state: DeliveryState,
}

impl Link {
    /// Makes one. Nobody can guess it, and the database could not give it away.
    pub(crate) fn new<P: Proof>(tx: &P, delivery: Delivery) -> Self {
        let token = secrets::new_secret();
        let delivery_state = match delivery {
            Delivery::Link => DeliveryState::None,
            Delivery::Email if tx.app().mailer.can_send() => DeliveryState::Waiting,
            Delivery::Email => DeliveryState::NotConfigured,
        };
        Self {
            url: tx.app().config.link("invitations/accept", &token),
            hash: secrets::hash(&token),
            delivery_state,
        }
    }

    /// The address to be passed on by hand, where no mail carries it.
    pub(crate) fn by_hand(&self) -> Option<String> {
        (self.delivery_state != DeliveryState::Waiting).then(|| self.url.clone())
    }

    /// Queues the mail that carries it, if one does.
    pub(super) fn send<N: Holds<Members>>(
        &self,
        tx: &mut Writing<'_, N>,
        invitation: InvitationId,
        to: &str,
        words: &Words<'_>,
    ) -> Result<(), Refusal> {
        if self.delivery_state != DeliveryState::Waiting {
            return Ok(());
        }
        let Words { inviter, organization, role, message, expires_at, ends, replaces } = *words;
        let letter = letters::Invitation {
            inviter: inviter.to_owned(),
            organization: organization.to_owned(),
            role: role.name.clone(),
            message: message.map(str::to_owned),
            expires_at,
            ends,
            replaces,
            link: self.url.clone(),
        };
        tx.mail(to, &letter, Some(invitation))
    }
}

/// What the mail says beside the link.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub inviter: &'a str,
    pub organization: &'a str,
    pub role: &'a Role,
    pub message: Option<&'a str>,
    pub expires_at: DateTime<Utc>,
    /// When the membership ends.
    pub ends: Option<DateTime<Utc>>,
    /// Whether an earlier link is dead by this one.
    pub replaces: bool,
}

/// When a link that is issued now ends: after its days, or with the membership that it gives.
pub(crate) fn expiry(issued: DateTime<Utc>, days: u8, ends: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let full = issued + TimeDelta::days(i64::from(days));
    ends.map_or(full, |end| end.min(full))
}
