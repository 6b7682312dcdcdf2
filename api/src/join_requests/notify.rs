//! Who is told of requests.

use shared::access::{Access, CoreScope, Resource};
use shared::ids::{MemberId, UserId};
use shared::notifications::{Page, Topic};

use super::store;
use crate::authz::{Joiner, Proof, Writing};
use crate::http::Refusal;
use crate::notifications::Notice;
use crate::organizations;
use crate::outbox::letters::JoinRequested;

/// Those who may answer requests, as members.
fn answering<N>(tx: &Writing<'_, N>) -> Vec<MemberId> {
    let (picture, now) = (tx.picture(), tx.now());
    let manages = |member: &MemberId| {
        picture.check(*member, Resource::Organization, CoreScope::Members, Access::Full, now)
    };
    picture.members().map(|member| member.id).filter(manages).collect()
}

/// The same, as people.
pub(crate) fn managers<N>(tx: &Writing<'_, N>) -> Vec<UserId> {
    let picture = tx.picture();
    answering(tx).into_iter().filter_map(|member| Some(picture.member(member)?.user)).collect()
}

/// Tells those who may answer a request, and were here last, that somebody asks.
pub(crate) fn asked(
    tx: &mut Writing<'_, Joiner>,
    name: &str,
    email: &str,
    note: Option<&str>,
) -> Result<(), Refusal> {
    let picture = tx.picture();
    let last = store::seen_last(tx, &answering(tx))?;
    let people: Vec<UserId> =
        last.into_iter().filter_map(|member| Some(picture.member(member)?.user)).collect();
    let (organization, slug) = (organizations::store::name(tx)?, organizations::store::slug(tx)?);
    let text = format!("{name} ({email}) asks to join {organization}.");
    let letter = JoinRequested {
        name: name.to_owned(),
        email: email.to_owned(),
        link: tx.app().config.page(Page::Requests.path(&slug).trim_start_matches('/')),
        organization,
        note: note.map(str::to_owned),
    };
    let notice = Notice::new(Topic::Requests, "join_requests.create", text).at(Page::Requests).with(letter);
    tx.notify_all(&people, &notice)
}
