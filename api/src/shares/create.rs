//! `POST /v1/projects/{prj}/shares`: with a member at once, with anybody else by an invitation.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shared::access::wire::AccessChange;
use shared::access::{Change, Denied, GrantSource, ItemFact, Outcome as Decided, Resource};
use shared::ids::{GrantId, InvitationId, ItemId, MemberId, ProjectId, RoleId, ShareId};
use shared::invitations::rules::{Offer, OfferedItem, Recorded};
use shared::invitations::wire::Delivery;
use shared::notifications::{Page, Topic};
use shared::problem::Code;
use shared::shares::rules::{self, Sharing};
use shared::shares::wire::{CreateShare, Share, ShareAccess, SharedItem};
use shared::text::{EmailAddress, ItemName};

use super::body::body;
use super::store::{self, Row, Written};
use crate::access::role;
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::invitations::create::prospect;
use crate::invitations::link::{Link, expiry};
use crate::invitations::store::{self as invitations, StoredOffer};
use crate::notifications::Notice;
use crate::outbox::letters::{self, Letter};
use crate::{members, organizations, runtime};

/// Shares one item with one person.
pub struct Create;

type Tx<'t> = Writing<'t, OverseesProject<Full>>;

impl Operation for Create {
    const SPEC: Spec =
        Spec::post("/v1/projects/{prj}/shares", "shares.create", "Share one item with somebody, by address")
            .created()
            .secrets(&["link"])
            .previews()
            .refuses(&[
                Code::MayNotGrant,
                Code::OwnerProtected,
                Code::AboveCeiling,
                Code::NoGuests,
                Code::ItemElsewhere,
                Code::ImplicitMember,
                Code::MemberDeactivated,
            ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = CreateShare;
    type Answer = Share;
}

impl Write for Create {
    type Need = OverseesProject<Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Share>, Refusal> {
        let project: ProjectId = ask.request.id_of("prj")?;
        let CreateShare { item: SharedItem { kind, id: key, name }, email, access, expires_at } =
            ask.body()?;
        let item = ItemFact {
            id: runtime::new_id::<ItemId>(),
            project,
            kind: String::from(kind),
            key: String::from(key),
        };
        let elsewhere =
            tx.snapshot().item_named(&item.kind, &item.key).filter(|known| known.project != project);
        let is_held_elsewhere = match elsewhere.map(|known| known.id) {
            Some(known) => store::is_held(tx, known, None)?,
            None => false,
        };
        let wish = Wish { sharing: Sharing { item, access, expires_at, is_held_elsewhere }, name, email };
        let accounts = members::store::accounts(tx, vec![wish.email.key()])?;
        let member = accounts.values().find_map(|account| tx.snapshot().member_of_user(account.user));
        match member.map(|member| member.id) {
            Some(member) => wish.with_member(tx, member),
            None => wish.with_newcomer(tx),
        }
    }
}

/// What is asked for.
struct Wish {
    sharing: Sharing,
    name: Option<ItemName>,
    email: EmailAddress,
}

impl Wish {
    fn access(&self) -> ShareAccess {
        self.sharing.access
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.sharing.expires_at
    }

    /// A member has it at once, and is told.
    fn with_member(self, tx: &mut Tx<'_>, member: MemberId) -> Result<Outcome<Share>, Refusal> {
        let (picture, now) = (tx.picture(), tx.now());
        let (grant, source) = (runtime::new_id::<GrantId>(), GrantSource::Person(tx.actor().user));
        let decided = rules::share(&picture, tx.member()?, member, &self.sharing, grant, source, now)?;
        let (item, before) = self.known(tx, Some(member))?;
        if let (Decided::Unchanged, Some(row)) = (&decided, &before) {
            return Ok(Outcome::unchanged(body(row.clone(), now)));
        }
        self.apply(tx, decided)?;
        let row = self.write(tx, item, before.as_ref(), Some((member, grant)), None)?;
        let user = tx.snapshot().member(member).map(|member| member.user).ok_or_else(Refusal::not_found)?;
        if user != tx.actor().user {
            let letter = self.letter(tx, &row, None)?;
            let (actor, level) = (tx.actor().name.clone(), level_word(self.access()));
            let text = format!("{actor} shared {} with you: {level}.", row.name);
            let notice =
                Notice::new(Topic::Shares, "shares.created", text).at(Page::OwnAccess).with_any(letter);
            tx.notify(user, &notice)?;
        }
        let record = record(before.as_ref(), &row);
        Ok(Outcome::changed(body(row, now), record))
    }

    /// Somebody else is invited as a guest; an invitation that they have already brings the item too.
    fn with_newcomer(self, tx: &mut Tx<'_>) -> Result<Outcome<Share>, Refusal> {
        let (picture, now) = (tx.picture(), tx.now());
        let open = invitations::open_for(tx, &self.email)?;
        let role_id = match &open {
            Some(open) => open.role,
            None => picture.model().guest_role().ok_or(Denied::NoGuests)?.id,
        };
        let decided = rules::offer(&picture, tx.member()?, role_id, &self.sharing, now)?;
        let (item, before) = self.known(tx, None)?;
        let already = open.as_ref().zip(before.as_ref()).is_some_and(|(open, row)| {
            row.grant.is_none()
                && row.invitation.is_some_and(|(id, ..)| id == open.id)
                && (row.access, row.expires_at) == (self.access(), self.expires_at())
        });
        if let Some(row) = before.clone().filter(|_| already) {
            return Ok(Outcome::unchanged(body(row, now)));
        }
        if !tx.request().preview {
            tx.app().limits.count(Limited::Invitations, &tx.actor().user.to_string())?;
        }
        self.apply(tx, decided)?;
        // Whoever waits for a seat has no link yet: the item is there when they come in.
        let waits = open.as_ref().is_some_and(|open| open.recorded == Recorded::Queued);
        let (invitation, made) = match open {
            Some(open) => (open.id, None),
            None => {
                let made = self.invite(tx, role_id)?;
                (made.id, Some(made))
            }
        };
        let row = self.write(tx, item, before.as_ref(), None, Some(invitation))?;
        let letter = self.letter(tx, &row, Some(made.as_ref()))?;
        let wants_mail = !waits && made.as_ref().is_none_or(|made| made.link.by_hand().is_none());
        if wants_mail {
            tx.mail(self.email.as_str(), &*letter, made.as_ref().map(|made| made.id))?;
        }
        let (link, records) = match made {
            Some(made) => (made.link.by_hand(), vec![made.record]),
            None => (None, Vec::new()),
        };
        let record = record(before.as_ref(), &row);
        let prospective = self.prospect(tx, role_id, &row)?;
        let share = Share { link, ..body(row, now) };
        Ok(Outcome::changed(share, record).and(records).rehearsed(prospective, 0, Vec::new()))
    }

    /// The item, and the share of it that the person has or is offered. Its id is one that will be there once
    /// the decision is applied.
    fn known(&self, tx: &mut Tx<'_>, member: Option<MemberId>) -> Result<(ItemId, Option<Row>), Refusal> {
        let item = self.sharing.item_in(tx.snapshot());
        let found = store::of_person(tx, item, &self.email.key(), member)?;
        let here = |row: &Row| row.member.filter(|member| tx.snapshot().member(*member).is_some());
        // Nobody with this address is a member, so whoever has the item under it goes by another one by now.
        if let (None, Some((share, whose))) =
            (member, found.as_ref().and_then(|row| Some((row.id, here(row)?))))
        {
            store::follow(tx, share, item, whose)?;
            return Ok((item, None));
        }
        Ok((item, found))
    }

    fn apply(&self, tx: &mut Tx<'_>, decided: Decided) -> Result<(), Refusal> {
        let Decided::Decision(decision) = decided else { return self.rename(tx) };
        tx.apply(&decision)?;
        let added = decision.changes().iter().any(|change| matches!(change, Change::ItemAdded(_)));
        if !added {
            return self.rename(tx);
        }
        let name = self.name.as_ref().map_or(self.sharing.item.key.as_str(), ItemName::as_str);
        store::insert_item(tx, &self.sharing.item, name)
    }

    fn rename(&self, tx: &mut Tx<'_>) -> Result<(), Refusal> {
        let Some(name) = &self.name else { return Ok(()) };
        let item = self.sharing.item_in(tx.snapshot());
        store::rename_item(tx, item, name.as_str())
    }

    fn write(
        &self,
        tx: &mut Tx<'_>,
        item: ItemId,
        before: Option<&Row>,
        active: Option<(MemberId, GrantId)>,
        invitation: Option<InvitationId>,
    ) -> Result<Row, Refusal> {
        let id = before.map_or_else(runtime::new_id::<ShareId>, |row| row.id);
        let written = Written {
            id,
            item,
            email: self.email.as_str(),
            email_key: &self.email.key(),
            access: self.access(),
            expires_at: self.expires_at(),
            member: active.map(|active| active.0),
            grant: active.map(|active| active.1),
            invitation,
        };
        store::write(tx, &written, before.is_none())?;
        store::find(tx, self.sharing.item.project, id)
    }

    fn invite(&self, tx: &mut Tx<'_>, role_id: RoleId) -> Result<Made, Refusal> {
        let (id, now) = (runtime::new_id::<InvitationId>(), tx.now());
        let link = Link::new(tx, Delivery::Email);
        let days = organizations::store::invitation_days(tx)?;
        let expires_at = expiry(now, days, None);
        let offer = StoredOffer { only_items: true, ..StoredOffer::default() };
        let new = invitations::New {
            id,
            email: &self.email,
            role: role_id,
            recorded: Recorded::Pending,
            offer: &offer,
            message: None,
            delivery: Delivery::Email,
            delivery_state: link.delivery_state,
            token_hash: &link.hash,
            days,
            expires_at,
        };
        invitations::give_way(tx, vec![self.email.key()])?;
        invitations::insert(tx, &[new])?;
        let role = role(tx.snapshot().model(), role_id)?.key.clone();
        let record = Record::new(
            "invitations.create",
            party("invitation", id, self.email.as_str()),
            Value::Null,
            json!({ "email": self.email, "role": role, "offer": offer, "expires_at": expires_at }),
        );
        Ok(Made { id, link, expires_at, record })
    }

    /// `made`: the person is no member yet, and there is an invitation that was made for this, or an earlier one.
    fn letter(
        &self,
        tx: &mut Tx<'_>,
        row: &Row,
        made: Option<Option<&Made>>,
    ) -> Result<Box<dyn Letter>, Refusal> {
        let (inviter, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
        let (item, access) = (row.name.clone(), level_word(self.access()).to_owned());
        Ok(match made {
            None => {
                let slug = organizations::store::slug(tx)?;
                let link = tx.app().config.page(&slug);
                Box::new(letters::ItemShared {
                    inviter,
                    organization,
                    item,
                    access,
                    expires_at: row.expires_at,
                    link,
                })
            }
            Some(Some(made)) => Box::new(letters::ItemOffered {
                inviter,
                organization,
                item,
                access,
                expires_at: made.expires_at,
                link: made.link.url.clone(),
            }),
            Some(None) => Box::new(letters::ItemAdded { inviter, organization, item, access }),
        })
    }

    /// What they would get who accepted, for the preview.
    fn prospect(&self, tx: &Tx<'_>, role_id: RoleId, row: &Row) -> Result<Vec<AccessChange>, Refusal> {
        let given = OfferedItem {
            permissions: rules::permissions(self.access()),
            expires_at: self.expires_at(),
            user: tx.actor().user,
            member: tx.actor().member,
        };
        let offer = Offer { items: [(row.item, given)].into(), ..Offer::default() };
        let picture = tx.picture();
        let rows = prospect(&picture, role(picture.model(), role_id)?, &offer, tx.now())?;
        // What the role gives is not this act's to give.
        let here = crate::access::resource_ref(&picture, Resource::Item(row.item));
        Ok(rows.into_iter().filter(|row| row.resource == here).collect())
    }
}

/// An invitation that was made to bring the share.
struct Made {
    id: InvitationId,
    link: Link,
    expires_at: DateTime<Utc>,
    record: Record,
}

const fn level_word(access: ShareAccess) -> &'static str {
    match access {
        ShareAccess::View => "view",
        ShareAccess::Full => "full",
    }
}

fn record(before: Option<&Row>, after: &Row) -> Record {
    let told = |row: &Row| {
        json!({
            "project": row.project,
            "item": { "type": row.kind, "id": row.key },
            "email": row.email,
            "access": row.access,
            "expires_at": row.expires_at,
        })
    };
    let action = if before.is_some() { "shares.change" } else { "shares.create" };
    let target = party("share", after.id, after.name.clone());
    Record::new(action, target, before.map_or(Value::Null, told), told(after))
}
