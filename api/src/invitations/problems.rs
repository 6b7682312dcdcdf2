//! Why nobody could accept an invitation as it is: worked out whenever one is shown, for it comes and goes with
//! what its sender holds, with the plan, and with time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::{Denied, Snapshot};
use shared::ids::{MemberId, RoleId};
use shared::invitations::rules::{Offer, State, acceptable, not_yet_a_member};
use shared::plans::Feature;
use shared::problem::Code;

use super::store::{Found, StoredOffer};
use crate::authz::Proof;
use crate::authz::need::{Members, Sees};
use crate::http::Refusal;
use crate::members::store::Account;
use crate::shares::offered::offered;
use crate::shares::store::Row;
use crate::{members, plans};

pub(super) struct Problems {
    /// Whose the addresses are, as far as anybody has shown.
    accounts: BTreeMap<String, Account>,
    /// Everything that is so, whatever credential asks.
    picture: Arc<Snapshot>,
    has_groups: bool,
    now: DateTime<Utc>,
    /// What was worked out: most invitations of a page are from one call.
    known: Vec<(MemberId, RoleId, StoredOffer, Result<(), Denied>)>,
}

impl Problems {
    /// For these invitations.
    pub(super) fn new<P: Proof>(tx: &mut P, found: &[Found], now: DateTime<Utc>) -> Result<Self, Refusal>
    where
        P::Need: Sees<Members>,
    {
        let keys = found.iter().map(|found| found.email_key.clone()).collect();
        let accounts = members::store::accounts(tx, keys)?;
        let picture = Arc::new(tx.snapshot().uncapped().into_owned());
        let has_groups = plans::has(tx, Feature::Groups)?;
        Ok(Self { accounts, picture, has_groups, now, known: Vec::new() })
    }

    /// Whose its address is.
    pub(super) fn account(&self, found: &Found) -> Option<Account> {
        self.accounts.get(&found.email_key).copied()
    }

    /// The code that an acceptance would be refused with, or sending it again where it is closed.
    pub(super) fn of(&mut self, found: &Found, shared: &[Row]) -> Result<Option<Code>, Refusal> {
        let open = match found.state(self.now) {
            State::Accepted => return Ok(None),
            State::Pending | State::Queued => true,
            State::Expired | State::Declined | State::Revoked => false,
        };
        // A member may prove an address after it was invited.
        if let Some(account) = self.accounts.get(&found.email_key)
            && let Err(denied) = not_yet_a_member(&self.picture, account.user, self.now)
        {
            return Ok(Some(Refusal::from(denied).code));
        }
        if found.offer.ends.is_some_and(|end| end <= self.now) {
            return Ok(Some(Code::AccessOver));
        }
        let known = found.offer.groups.iter().any(|group| self.picture.has_group(*group));
        if known && !self.has_groups {
            return Ok(Some(Code::PlanRequired));
        }
        // Whoever sends a closed one again answers for it in place of its sender.
        let fails = open && self.acceptable(found, shared)?.is_err();
        Ok(fails.then_some(Code::InvitationSenderMayNot))
    }

    fn acceptable(&mut self, found: &Found, shared: &[Row]) -> Result<Result<(), Denied>, Refusal> {
        let same = |(member, role, offer, _): &&(MemberId, RoleId, StoredOffer, Result<(), Denied>)| {
            *member == found.inviter_member && *role == found.role && *offer == found.offer
        };
        if let Some((.., answer)) = self.known.iter().find(same).filter(|_| shared.is_empty()) {
            return Ok(*answer);
        }
        let offer =
            Offer { items: offered(&self.picture, shared), ..found.offer.offer(self.picture.model())? };
        let sender = self.picture.member(found.inviter_member).map(|sender| sender.id);
        let answer = acceptable(&self.picture, sender, found.role, &offer, self.now).map(drop);
        if shared.is_empty() {
            self.known.push((found.inviter_member, found.role, found.offer.clone(), answer));
        }
        Ok(answer)
    }
}
