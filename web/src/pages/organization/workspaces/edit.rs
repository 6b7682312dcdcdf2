//! What a workspace is called and who is in it: what opening or closing it does is worked out in the page at the choice,
//! confirmed by the server, and reported again when it is saved.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Visibility;
use shared::access::wire::{AccessChange, Changed, Preview};
use shared::ids::MemberId;
use shared::list::Page as ListPage;
use shared::members::wire::{Member, MembersQuery};
use shared::text::Name;
use shared::workspaces::wire::{EditWorkspace, Workspace};

use super::super::common;
use super::super::logic::effect::{by_person, short};
use super::super::logic::in_page::why_not;
use super::super::logic::workspaces::spread;
use crate::client::{self, Call, Failure};
use crate::components::{
    Act, Button, Dialog, FormProblem, Icon, Look, RadioGroup, TextField, Toasts, use_toasts,
};
use crate::here::use_here;
use crate::load::load;
use crate::session::use_session;
use crate::{query, undo};

/// Who is in a workspace, for a choice.
const OPTIONS: [(&str, &str, &str); 2] = [
    ("open", "Every member", "Everybody in the organization is in it."),
    ("private", "Those who are added", "Admins are in it all the same."),
];

/// A choice between an open and a private one.
#[component]
pub(super) fn VisibilityChoice(value: RwSignal<Visibility>) -> impl IntoView {
    let key = |visibility| match visibility {
        Visibility::Open => "open",
        Visibility::Private => "private",
    };
    view! {
        <RadioGroup
            label="Who is in it"
            value=Signal::derive(move || key(value.get()).to_owned())
            options=OPTIONS.to_vec()
            on_change=move |chosen: String| value.set(match chosen.as_str() {
                "private" => Visibility::Private,
                _ => Visibility::Open,
            })
        />
    }
}

/// Open while a workspace is edited.
#[component]
pub(super) fn EditDialog(
    open: RwSignal<bool>,
    #[prop(into)] workspace: Signal<Workspace>,
    /// Told after it was saved, and after that was undone.
    #[prop(into)]
    on_saved: Act,
) -> impl IntoView {
    let dirty = RwSignal::new(false);
    let title = Signal::derive(move || format!("Edit {}", workspace.with(|one| one.name.to_string())));
    view! {
        <Dialog open title class="review" dirty>
            <Form open workspace=workspace.get_untracked() dirty on_saved/>
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, workspace: Workspace, dirty: RwSignal<bool>, on_saved: Act) -> impl IntoView {
    let (here, toasts, session) = (use_here(), use_toasts(), use_session());
    let (id, saved) = (workspace.id, workspace.visibility);
    let called = StoredValue::new(workspace.name.to_string());
    let (name, visibility) = (RwSignal::new(called.get_value()), RwSignal::new(saved));
    let moves = Memo::new(move |_| visibility.get() != saved);
    let renamed = Memo::new(move |_| name.with(|name| called.with_value(|called| name != called)));
    Effect::new(move |_| dirty.set(moves.get() || renamed.get()));
    on_cleanup(move || {
        let _ = dirty.try_set(false);
    });
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let error = Signal::derive(move || {
        let malformed = name.with(|name| name.parse::<Name>().err()).filter(|_| renamed.get());
        malformed.map(|denied| denied.detail.to_owned()).or_else(|| failure.get()?.field("/name"))
    });
    // In the page, at once, for as many as a slice holds.
    let people = load(move || {
        let wanted = moves.get();
        async move {
            if !wanted {
                return Ok(BTreeMap::new());
            }
            let some = MembersQuery { limit: Some(199), ..MembersQuery::default() };
            let page: ListPage<Member> =
                client::get(here.path(&format!("/members{}", query::of(&some)))).await?;
            Ok(page.data.into_iter().map(|row| (row.id, row.user.name)).collect::<BTreeMap<_, _>>())
        }
    });
    let page = common::in_page(move || {
        people.content().with(|people| people.iter().flatten().map(|(id, _)| *id).collect())
    });
    let own = Memo::new(move |_| {
        let to = visibility.get();
        page.content().with(|page| Some(page.as_ref()?.as_ref()?.set_visibility(id, to)))
    });
    // By the server, for everybody.
    let path = StoredValue::new(format!("/v1/workspaces/{id}"));
    let confirmed = load(move || {
        let (wanted, visibility) = (moves.get(), Some(visibility.get()));
        async move {
            if !wanted {
                return Ok(None);
            }
            let body = EditWorkspace { name: None, visibility };
            client::patch::<Preview>(format!("{}?preview=true", path.get_value()), &body).await.map(Some)
        }
    });
    let save = move || {
        let Ok(parsed) = name.with_untracked(|name| name.parse::<Name>()) else { return };
        if busy.get_untracked() || !dirty.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let body = EditWorkspace {
            name: renamed.get_untracked().then_some(parsed),
            visibility: moves.get_untracked().then(|| visibility.get_untracked()),
        };
        let base = here.path("");
        spawn_local(async move {
            let call = Call::patch(path.get_value(), &body);
            match client::act::<Changed<Workspace>>(call).await {
                Ok((changed, version)) => {
                    say(toasts, base, version, &body, changed, on_saved);
                    let _ = dirty.try_set(false);
                    let _ = open.try_set(false);
                    on_saved.try_run(());
                    let _ = session.reload_memberships().await;
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let refused = move || match own.get() {
        Some(Err(denied)) if moves.get() => Some(why_not(denied).to_owned()),
        Some(Ok(_) | Err(_)) | None => None,
    };
    let named = move |member: MemberId| {
        people.content().with(|people| people.as_ref().and_then(|people| people.get(&member).cloned()))
    };
    view! {
        <form class="stack" on:submit=move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            save();
        }>
            <div class="d-body stack">
                <TextField label="Name" value=name error maxlength=100 autofocus=true/>
                <VisibilityChoice value=visibility/>
                {move || moves.get().then(|| {
                    let own = own.get().and_then(Result::ok);
                    let server = confirmed.content().get().flatten().filter(|_| !confirmed.busy().get());
                    view! { <Says own server named/> }
                })}
                {move || refused().map(|why| view! { <p class="warn-text">{why}</p> })}
                <FormProblem failure=Signal::derive(move || failure.get().or_else(|| confirmed.failure().get().filter(|_| moves.get() && refused().is_none()))) fields=&["/name"]/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button
                    look=Look::Primary submit=true
                    busy=Signal::derive(move || busy.get() || (moves.get() && confirmed.busy().get()))
                    disabled=Signal::derive(move || {
                        let malformed = name.with(|name| name.parse::<Name>().is_err());
                        let unconfirmed = moves.get() && confirmed.failure().with(Option::is_some);
                        malformed || !dirty.get() || refused().is_some() || unconfirmed
                    })
                >
                    "Save workspace"
                </Button>
            </div>
        </form>
    }
}

/// What the choice does, person by person; what some keep all the same.
#[component]
fn Says(
    /// By the page.
    own: Option<Vec<AccessChange>>,
    /// By the server, once it has said so.
    server: Option<Preview>,
    named: impl Fn(MemberId) -> Option<String> + Copy + 'static,
) -> impl IntoView {
    let checked = server.is_some();
    let kept = server.as_ref().map(|preview| preview.kept.clone()).unwrap_or_default();
    let changes = server.as_ref().map(|preview| &preview.changes);
    // The page has a part of a large organization: the server's figures are of all of it.
    let more = changes.filter(|changes| own.as_ref().is_none_or(|own| changes.total > own.len() as u64));
    let says = match (more, &own) {
        (Some(changes), _) => short(changes),
        (None, Some(own)) => spread(own),
        (None, None) => "Working out what it does…".to_owned(),
    };
    let listed = changes.map(|changes| changes.data.clone()).or(own).unwrap_or_default();
    let mut still: Vec<String> = kept
        .iter()
        .filter_map(|kept| {
            Some(format!("{} keeps some of it through {}.", named(kept.member)?, kept.through.name))
        })
        .collect();
    still.dedup();
    let people: Vec<_> = by_person(&listed)
        .into_iter()
        .filter_map(|(member, totals)| Some((named(member)?, totals)))
        .collect();
    view! {
        <p role="status">
            <b class="med">{says}</b>
            {checked.then(|| view! { " " <span class="faint sm checked"><Icon name="check" small=true/>"Confirmed by the server"</span> })}
        </p>
        <ul class="impact scroll">
            {people.into_iter().map(|(name, totals)| view! {
                <li><span class="n">{name}</span><span class="num">{totals.text()}</span></li>
            }).collect_view()}
        </ul>
        {(!still.is_empty()).then(|| view! { <p class="muted sm">{still.into_iter().take(5).collect::<Vec<_>>().join(" ")}</p> })}
        <p class="muted">"In force at once. Everybody whose access changes is told; a role that somebody has in it, and what they were granted in it, stays theirs."</p>
    }
}

/// Says what was done, and offers to take it back where it was more than a name.
fn say(
    toasts: Toasts,
    base: String,
    version: Option<u64>,
    body: &EditWorkspace,
    changed: Changed<Workspace>,
    on_saved: Act,
) {
    let Changed { object: now, changes } = changed;
    let what = match body.visibility {
        None => return toasts.done(format!("It is called {} now", now.name)),
        Some(Visibility::Open) => "is open to every member",
        Some(Visibility::Private) => "is private now",
    };
    let said = format!("{} {what}. {}", now.name, short(&changes));
    undo::done(toasts, base, version, said, move || {
        on_saved.try_run(());
    });
}
