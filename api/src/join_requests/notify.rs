//! Who is told of requests, and of their answers.

use chrono::{DateTime, Utc};
use shared::access::{Access, CoreScope, Resource, Snapshot};
use shared::ids::{MemberId, UserId};

use super::store;
use crate::authz::{Joiner, Proof, Writing};
use crate::http::Refusal;
use crate::outbox::letters::JoinRequested;
use crate::{members, organizations};

/// Whether a member may answer requests.
pub(crate) fn manages_members(snapshot: &Snapshot, member: MemberId, at: DateTime<Utc>) -> bool {
    snapshot.check(member, Resource::Organization, CoreScope::Members, Access::Full, at)
}

/// Tells those who may answer a request, and were here last, that somebody asks.
pub(crate) fn asked(
    tx: &mut Writing<'_, Joiner>,
    name: &str,
    email: &str,
    note: Option<&str>,
) -> Result<(), Refusal> {
    let (picture, now) = (tx.picture(), tx.now());
    let may: Vec<MemberId> = (picture.members().map(|member| member.id))
        .filter(|member| manages_members(&picture, *member, now))
        .collect();
    let (organization, slug) = (organizations::store::name(tx)?, organizations::store::slug(tx)?);
    let link = tx.app().config.page(&format!("{slug}/members/requests"));
    let people: Vec<UserId> = store::seen_last(tx, &may)?
        .into_iter()
        .filter_map(|member| Some(picture.member(member)?.user))
        .collect();
    for user in people {
        tx.tell(user, "join_requests.create", format!("{name} ({email}) asks to join {organization}."))?;
        let to = members::store::address(tx, user)?;
        let letter = JoinRequested {
            name: name.to_owned(),
            email: email.to_owned(),
            organization: organization.clone(),
            note: note.map(str::to_owned),
            link: link.clone(),
        };
        tx.mail(&to, &letter, None)?;
    }
    Ok(())
}
