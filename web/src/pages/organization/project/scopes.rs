//! One member's scopes on the project, each with its levels: what they have anyway stays greyed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, Preview};
use shared::access::{Access, Resource, ResourceKind};
use shared::projects::wire::{ProjectGrant, ProjectMember, PutProjectScopes};

use super::super::common;
use super::super::logic::cells::given;
use super::super::logic::direct::Direct;
use super::super::logic::effect::short;
use super::super::logic::matrix::sections;
use super::super::logic::permissions::{Form as Whole, is_given};
use super::super::permissions::Scopes;
use super::state::Open;
use crate::client::{self, Failure};
use crate::components::{Button, Dialog, ExpiryField, FormProblem, Look, Note, about};
use crate::load::load;

/// Open while somebody's scopes here are edited.
#[component]
pub(super) fn ScopesDialog(open: Open) -> impl IntoView {
    let (shown, name) = about(open.scoping, |row| row.user.name.clone());
    view! {
        <Dialog
            open=shown
            class="scopes"
            title=Signal::derive(move || format!("{} in {}", name.get(), open.name()))
            sub=Some("What is given here adds to what they have anyway.".to_owned())
            on_close=move || open.scoping.set(None)
        >
            {move || open.scoping.get().map(|row| view! { <Form open row/> })}
        </Dialog>
    }
}

#[component]
fn Form(open: Open, row: ProjectMember) -> impl IntoView {
    let (member, project) = (row.member, open.id);
    let page = common::in_page(move || vec![member]);
    // What was given here is in the row; what they have anyway is worked out in the page.
    let own = row.sources.iter().find(|source| {
        source.source == "grant" && source.on.as_ref().is_some_and(|on| on.id == project.to_string())
    });
    let before = Direct {
        permissions: own.map(|own| given(&own.permissions)).unwrap_or_default(),
        expires_at: own.and_then(|own| own.expires_at),
    };
    let now = RwSignal::new(before.permissions.clone());
    let expires_at = RwSignal::new(before.expires_at);
    let role = row.role.key.clone();
    let bounds = Memo::new(move |_| {
        page.content().with(|page| {
            let page = page.as_ref().and_then(Option::as_ref);
            page.map(|page| {
                page.bounds_here(
                    member,
                    &Whole { role: role.clone(), ..Whole::default() },
                    Resource::Project(project),
                )
            })
            .unwrap_or_default()
        })
    });
    let wanted = move || Direct { permissions: now.get(), expires_at: expires_at.get() };
    let same = Memo::new(move |_| wanted() == before);
    let preview = load(move || {
        let (wanted, same) = (wanted(), same.get());
        async move {
            if same {
                return Ok(None);
            }
            send::<Preview>(open, member, &wanted, "?preview=true").await.map(Some)
        }
    });
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let name = row.user.name.clone();
    let save = move || {
        let (wanted, name) = (untrack(wanted), name.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Result<Changed<ProjectGrant>, Failure> = send(open, member, &wanted, "").await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    open.toasts.done(format!("What {name} is given here is saved"));
                    open.again();
                    let _ = open.scoping.try_set(None);
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let kinds = open.model.content().with_untracked(|model| {
        let scopes = model.iter().flat_map(|model| &model.scopes);
        let scopes: Vec<_> = scopes.filter(|scope| is_given(scope, ResourceKind::Project)).cloned().collect();
        sections(&scopes)
    });
    view! {
        <div class="d-body stack">
            {kinds.into_iter().map(|section| view! {
                <section>
                    <h3 class="faint sm">{section.title}</h3>
                    <div class="boxed">
                        <Scopes
                            scopes=section.scopes bounds given=now
                            on_change=move |(scope, level): (String, Access)| now.update(|now| {
                                if level == Access::None { now.remove(&scope); } else { now.insert(scope, level); }
                            })
                        />
                    </div>
                </section>
            }).collect_view()}
            <ExpiryField label="Ends on" value=expires_at/>
            {move || preview.content().get().flatten().filter(|_| !same.get()).map(|preview| view! {
                <Note icon="shield">{short(&preview.changes)}</Note>
            })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || open.scoping.set(None)>"Cancel"</Button>
            <Button look=Look::Primary busy reason=Signal::derive(move || same.get().then(|| "Nothing is changed yet.".to_owned())) on_press=save>
                "Save scopes"
            </Button>
        </div>
    }
}

/// Nothing given takes the grant away.
async fn send<T: serde::de::DeserializeOwned + 'static>(
    open: Open,
    member: shared::ids::MemberId,
    wanted: &Direct,
    query: &str,
) -> Result<T, Failure> {
    if wanted.is_none() {
        return client::delete(open.path(&format!("/collaborators/{member}{query}"))).await;
    }
    let body = PutProjectScopes { permissions: wanted.permissions.clone(), expires_at: wanted.expires_at };
    client::put(open.path(&format!("/members/{member}/scopes{query}")), &body).await
}
