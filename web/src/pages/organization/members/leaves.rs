//! What somebody leaves behind, and who takes it on.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::RoleBody;
use shared::access::{Access, CoreScope};
use shared::ids::MemberId;
use shared::list::Page;
use shared::members::wire::{Member, MembersQuery};
use shared::offboarding::wire::{Going, Offboarding};

use super::super::logic::in_page::InPage;
use super::super::logic::offboarding::{Choice, Estate, keys, loose_ends, remarks};
use super::super::logic::words::{count, first_name};
use crate::access;
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{Candidate, CheckOption, Combobox, Finds, Show, Toasts, finds};
use crate::here::{Here, use_here};
use crate::query;
use crate::router::Router;

/// How many are offered at once.
const OFFERED: u32 = 20;

/// Everything that is left, each with who takes it on where somebody can.
#[component]
pub(super) fn Leaves(left: Offboarding, choice: RwSignal<Choice>) -> impl IntoView {
    let (here, model) = (use_here(), use_access_model());
    let (leaving, me) = (left.member, here.me().to_string());
    let you = Candidate { person: true, ..Candidate::plain(me, "You") };
    let heirs =
        move |of: Estate| -> Finds { finds(move |letters| find(here, model, leaving, of.clone(), letters)) };
    let projects: Vec<_> = left
        .projects
        .iter()
        .map(|project| {
            let id = StoredValue::new(project.id.to_string());
            let nobody = Candidate::plain("", "Nobody: those who administer everything");
            view! {
                <Combobox
                    label=format!("Who administers {}", project.name)
                    chosen=nobody.clone()
                    fixed=vec![nobody, you.clone()]
                    find=heirs(Estate::Project(project.id))
                    on_choose=move |heir: String| choice.update(|choice| {
                        choice.projects.insert(id.get_value(), heir);
                    })
                />
            }
        })
        .collect();
    let waiting = (left.invitations.len() + left.shares.len()) as u64;
    let roles = left.invitations.iter().map(|invitation| invitation.role.id).collect();
    let sender = (waiting > 0).then(|| {
        let asks =
            format!("Who sends {} from now on", count(waiting, "pending invitation", "pending invitations"));
        let revoke = Candidate::plain("revoke", "Nobody: revoke them");
        let invitations = left.invitations.iter().map(|one| (one.email.clone(), one.role.name.clone()));
        let shares = left.shares.iter().map(|one| (one.email.clone(), one.name.clone()));
        let rows: Vec<_> = invitations
            .chain(shares)
            .map(|(email, what)| view! { <li><bdi class="grow">{email}</bdi><span class="faint sm">{what}</span></li> })
            .collect();
        view! {
            <div class="stack" style:--stack="var(--s-2)">
                <Combobox
                    label=asks
                    chosen=you.clone()
                    fixed=vec![you.clone(), revoke]
                    find=heirs(Estate::Invitations(roles))
                    on_choose=move |heir: String| choice.update(|choice| choice.invitations = heir)
                />
                <ul class="waiting-list scroll" aria-label="Pending invitations">{rows}</ul>
            </div>
        }
    });
    let act = Memo::new(move |_| choice.with(|choice| choice.act));
    let resting = (!left.keys.is_empty()).then(|| keys(&left));
    let said = move || remarks(&left, act.get());
    view! {
        {projects}
        {sender}
        {resting.map(|keys| {
            let keys = StoredValue::new(keys);
            view! {
                <Show when=move || act.get() == Going::Deactivate>
                    <CheckOption
                        label=format!("End for good: {}", keys.get_value())
                        hint="Else they rest, and work again with a return.".to_owned()
                        checked=Signal::derive(move || choice.with(|choice| choice.end_keys))
                        on_change=move |end: bool| choice.update(|choice| choice.end_keys = end)
                    />
                </Show>
            }
        })}
        {move || {
            let lines = said();
            (!lines.is_empty()).then(|| view! { <ul class="remarks muted sm">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> })
        }}
    }
}

/// Those whom the letters find, and why one of them cannot inherit this. Whoever goes is not among them, nor the
/// reader, who stands above them.
async fn find(
    here: Here,
    model: AccessModel,
    leaving: MemberId,
    of: Estate,
    letters: String,
) -> Result<Vec<Candidate>, Failure> {
    let (model, roles) = untrack(|| (model.model(), model.roles()));
    let first = letters.is_empty() && matches!(of, Estate::Invitations(_));
    let asked = MembersQuery {
        // Before anything is typed: those of whom some may.
        role: first.then(|| senders(&roles)).filter(|roles| !roles.is_empty()),
        q: (!letters.is_empty()).then_some(letters),
        sort: Some("name".to_owned()),
        limit: Some(OFFERED),
        ..MembersQuery::default()
    };
    let page: Page<Member> = client::get(here.path(&format!("/members{}", query::of(&asked)))).await?;
    let others: Vec<Member> =
        page.data.into_iter().filter(|other| other.id != leaving && other.id != here.me()).collect();
    let ids: Vec<MemberId> = others.iter().map(|other| other.id).collect();
    let facts = match (model, ids.is_empty()) {
        (Some(model), false) => InPage::new(access::snapshot(here, &ids).await?, model, here.me()),
        (None, _) | (_, true) => None,
    };
    let candidate = |other: Member| Candidate {
        key: other.id.to_string(),
        words: other.user.name,
        under: format!("{} · {}", other.role.name, other.user.email),
        person: true,
        reason: facts.as_ref().and_then(|facts| facts.why_not_heir(other.id, &of)).map(str::to_owned),
    };
    let mut found: Vec<Candidate> = others.into_iter().map(candidate).collect();
    found.sort_by_key(|one| one.reason.is_some());
    Ok(found)
}

/// The roles that invite people by themselves.
fn senders(roles: &[RoleBody]) -> String {
    let invites = |role: &&RoleBody| role.permissions.get(CoreScope::Members.key()) == Some(&Access::Full);
    roles.iter().filter(invites).map(|role| role.key.clone()).collect::<Vec<_>>().join(",")
}

/// After somebody was deactivated: what they leave may want somebody who takes it on. `base` is the organization's
/// path and `page` the address of their page: the one that asked may be gone by the time.
pub(in super::super) fn offer_heirs(
    base: &str,
    page: String,
    member: &Member,
    toasts: Toasts,
    router: Router,
) {
    let (path, who) =
        (format!("{base}/members/{}/offboarding", member.id), first_name(&member.user.name).to_owned());
    spawn_local(async move {
        let Ok(left) = client::get::<Offboarding>(path).await else { return };
        let Some(ends) = loose_ends(&left) else { return };
        toasts.remind(format!("{who} leaves {ends}"), "Choose who takes it on", move || {
            router.go(format!("{page}?dialog=heirs"));
        });
    });
}
