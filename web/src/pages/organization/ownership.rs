//! Handing the organization on: by its owner alone, to an active admin, with the organization's name typed.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, Preview};
use shared::access::{Access, CoreScope};
use shared::list::Page as ListPage;
use shared::members::wire::{Member, MembersQuery};
use shared::organizations::wire::{Organization, TransferOwnership};

use super::logic::effect::short;
use super::logic::words::first_name;
use crate::access_model::use_access_model;
use crate::client::{self, Failure};
use crate::components::{
    Act, Button, Candidate, Combobox, Dialog, FormProblem, Look, Note, Show, TextField, about, finds,
    use_toasts,
};
use crate::here::{Here, use_here};
use crate::load::load;
use crate::query;
use crate::session::use_session;

/// Open while the organization is to be handed on to somebody.
#[component]
pub(crate) fn TransferDialog(
    heir: RwSignal<Option<Member>>,
    /// Told once it is theirs.
    #[prop(into)]
    on_done: Act,
) -> impl IntoView {
    let here = use_here();
    let (open, name) = about(heir, |member| member.user.name.clone());
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Make {} the owner of {}?", name.get(), here.organization().name))
            on_close=move || heir.set(None)
        >
            {move || heir.get().map(|member| view! { <Body member heir on_done/> })}
        </Dialog>
    }
}

#[component]
fn Body(member: Member, heir: RwSignal<Option<Member>>, on_done: Act) -> impl IntoView {
    let (here, toasts, session) = (use_here(), use_toasts(), use_session());
    let id = member.id;
    let name = StoredValue::new(member.user.name.clone());
    let who = first_name(&member.user.name).to_owned();
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let body = move || TransferOwnership { member: id.to_string() };
    let preview = load(move || async move {
        client::post::<Preview>(here.path("/ownership-transfer?preview=true"), &body()).await
    });
    let called = move || here.organization().name.to_string();
    let matches = move || typed.with(|typed| typed.trim() == called());
    let hand_on = move || {
        busy.set(true);
        failure.set(None);
        let path = here.path("/ownership-transfer");
        spawn_local(async move {
            let answer = client::post::<Changed<Organization>>(path, &body()).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(changed) => {
                    here.set(changed.object);
                    toasts.done(format!("{} is the owner now, and you are an admin", name.get_value()));
                    let _ = heir.try_set(None);
                    let _ = session.reload_memberships().await;
                    on_done.try_run(());
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    view! {
        <div class="d-body stack">
            <p>
                "From now on only " {who.clone()} " can delete " {called} ", or hand it on again. You become an admin, and can be "
                "removed by others."
            </p>
            <p class="muted">"It is in force at once, you are both told, and nothing undoes it but " {who.clone()} "."</p>
            {move || preview.content().get().map(|preview| view! { <Note icon="shield">{short(&preview.changes)}</Note> })}
            <TextField label=Signal::derive(move || format!("Type {} to hand it on", called())) value=typed autocomplete="off"/>
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || heir.set(None)>"Cancel"</Button>
            <Button
                look=Look::DangerSolid busy
                disabled=Signal::derive(move || !matches() || preview.failure().with(Option::is_some))
                on_press=hand_on
            >
                "Make " {who} " the owner"
            </Button>
        </div>
    }
}

/// Whether the reader owns the organization, and so may hand it on. Nobody does where the model has no owner.
pub(crate) fn owns() -> Signal<bool> {
    let (here, model) = (use_here(), use_access_model());
    Signal::derive(move || {
        let owned = model.model().is_some_and(|model| model.has_owner);
        owned && here.can(CoreScope::Ownership, Access::Full)
    })
}

/// The card of the settings: whom to hand the organization on to.
#[component]
pub(crate) fn OwnershipCard() -> impl IntoView {
    let owner = owns();
    view! { <Show when=move || owner.get()><Card/></Show> }
}

#[component]
fn Card() -> impl IntoView {
    let (here, model) = (use_here(), use_access_model());
    let heir = RwSignal::new(None::<Member>);
    // Those who were found, to be asked about whole.
    let known = StoredValue::new(BTreeMap::<String, Member>::new());
    let chosen = RwSignal::new(String::new());
    let admin = Memo::new(move |_| model.model().and_then(|model| Some(model.admin_role()?.key.clone())));
    let find = move |letters: String| {
        let role = admin.get_untracked();
        async move {
            let Some(role) = role else { return Ok(Vec::new()) };
            let found = admins(here, role, letters).await?;
            let candidates = found.iter().map(candidate).collect();
            known.try_update_value(|known| {
                known.extend(found.into_iter().map(|member| (member.id.to_string(), member)));
            });
            Ok(candidates)
        }
    };
    let first = load(move || {
        admin.track();
        find(String::new())
    });
    let reason = Signal::derive(move || {
        let able = first
            .content()
            .with(|first| first.as_ref().is_none_or(|first| first.iter().any(|one| one.reason.is_none())));
        match (able, chosen.with(String::is_empty)) {
            (false, _) => {
                Some("There is no active admin to hand it on to. Make somebody an admin first.".to_owned())
            }
            (true, true) => Some("Choose one of the admins first.".to_owned()),
            (true, false) => None,
        }
    });
    let begin = move || {
        let id = chosen.get_untracked();
        heir.set(known.with_value(|known| known.get(&id).cloned()));
    };
    view! {
        <section class="card danger-card" aria-labelledby="ownership">
            <header><h2 id="ownership">"Ownership"</h2></header>
            <div class="lines">
                <div class="heir">
                    <div class="grow">
                        <b class="med">"Hand " {move || here.organization().name.to_string()} " on"</b>
                        <span>"To one of its admins, at once. You become an admin."</span>
                    </div>
                    <Combobox
                        label="New owner" quiet=true
                        chosen=Candidate::plain("", "Choose an admin")
                        fixed=Vec::new()
                        find=finds(find)
                        on_choose=move |id: String| chosen.set(id)
                    />
                    <Button look=Look::Danger reason on_press=begin>"Hand on…"</Button>
                </div>
            </div>
        </section>
        <TransferDialog heir on_done=move || first.again()/>
    }
}

/// The admins whom these letters find.
async fn admins(here: Here, role: String, letters: String) -> Result<Vec<Member>, Failure> {
    let asked = MembersQuery {
        role: Some(role),
        q: (!letters.is_empty()).then_some(letters),
        sort: Some("name".to_owned()),
        limit: Some(20),
        ..MembersQuery::default()
    };
    Ok(client::get::<ListPage<Member>>(here.path(&format!("/members{}", query::of(&asked)))).await?.data)
}

fn candidate(member: &Member) -> Candidate {
    let ends = "Their membership ends, and an owner’s never does.";
    Candidate {
        key: member.id.to_string(),
        words: member.user.name.clone(),
        under: member.user.email.clone(),
        person: true,
        reason: member.expires_at.map(|_| ends.to_owned()),
    }
}
