//! The dialog: loading, the form, what somebody else changed meanwhile.

use leptos::prelude::*;
use shared::access::{Reach, Resource, ResourceKind};
use shared::ids::MemberId;

use super::super::logic::in_page::why_not;
use super::super::logic::receipt::cannot;
use super::super::logic::words::count;
use super::effect::Effect as Receipt;
use super::places::Places;
use super::scopes::Scopes;
use super::state::{Editing, Found, begin};
use crate::components::{
    Act, Button, Dialog, ExpiryField, FormProblem, Icon, Keys, Look, Note, RoleCards, RoleChoice, Show,
    SkeletonRows,
};
use crate::load::three_states;

/// Open while somebody's permissions are edited.
#[component]
pub(crate) fn EditPermissions(
    editing: RwSignal<Option<MemberId>>,
    /// Told after they were saved.
    #[prop(into)]
    on_saved: Act,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editing.with(Option::is_some)));
    // Made anew for every opening, so that nothing of the last one is left.
    let now = RwSignal::new(None::<Editing>);
    let name = Memo::new(move |last: Option<&String>| {
        let found = now.get().and_then(|now| now.found.content().get());
        found.map(|found| found.detail.member.user.name).or_else(|| last.cloned()).unwrap_or_default()
    });
    let title = Signal::derive(move || {
        name.with(|name| match name.is_empty() {
            true => "Permissions".to_owned(),
            false => format!("Permissions of {name}"),
        })
    });
    let saved = move || {
        editing.set(None);
        on_saved.try_run(());
    };
    view! {
        <Dialog
            open
            class="invite"
            title
            sub=Some("Role, scopes and projects, saved together.".to_owned())
            dirty=Signal::derive(move || now.get().is_some_and(|now| now.changes().is_some()))
            on_send=move || {
                if let Some(now) = now.get_untracked() {
                    now.save(Act::new(move |()| saved()));
                }
            }
            on_close=move || {
                now.set(None);
                editing.set(None);
            }
        >
            {editing.get_untracked().map(|id| {
                let this = begin(id);
                now.set(Some(this));
                view! {
                    {three_states(this.found, "Their permissions", || view! { <div class="d-body"><SkeletonRows rows=4/></div> }, move |found: Signal<Found>| view! {
                        <Form editing=this found on_cancel=move || editing.set(None) on_saved=saved/>
                    })}
                }
            })}
        </Dialog>
    }
}

#[component]
fn Form(
    editing: Editing,
    found: Signal<Found>,
    #[prop(into)] on_cancel: Act,
    #[prop(into)] on_saved: Act,
) -> impl IntoView {
    let form = editing.form;
    let roles = Signal::derive(move || {
        let Some(model) = editing.body() else { return Vec::new() };
        let own = found.with(|found| found.detail.member.role.key.clone());
        let offered = model.roles.iter().filter(|role| role.reach != Reach::Shared || role.key == own);
        offered
            .map(|role| {
                let refused = editing.role_refused(&role.key).filter(|_| role.key != own);
                RoleChoice {
                    key: role.key.clone(),
                    name: role.name.clone(),
                    can: role.description.clone(),
                    cannot: cannot(role, &model.scopes),
                    custom: !role.built_in,
                    seat: role.seat,
                    reason: refused.map(|denied| why_not(denied).to_owned()),
                }
            })
            .collect()
    });
    let granted = Memo::new(move |_| editing.reach() == Reach::Granted);
    let organization = Memo::new(move |_| editing.bounds(Resource::Organization));
    let expires = RwSignal::new(form.with_untracked(|form| form.expires_at));
    Effect::new(move |_| {
        let shown = form.with(|form| form.expires_at);
        if expires.get_untracked() != shown {
            expires.set(shown);
        }
    });
    Effect::new(move |before: Option<Option<_>>| {
        let at = expires.get();
        if before.is_some_and(|before| before != at) {
            form.update(|form| form.expires_at = at);
        }
        at
    });
    let reason = Signal::derive(move || match (editing.changes(), editing.effect()) {
        (None, _) => Some("Nothing is changed yet.".to_owned()),
        (Some(_), Some(Err(denied))) => Some(why_not(denied).to_owned()),
        (Some(_), Some(Ok(_)) | None) => None,
    });
    view! {
        <div class="body">
            <div class="form" tabindex="-1">
                <Conflict editing/>
                <Patterns editing/>
                <RoleCards
                    label="Role"
                    roles
                    value=Signal::derive(move || form.with(|form| form.role.clone()))
                    on_change=move |key: String| editing.set_role(key)
                />
                {move || if granted.get() {
                    view! {
                        <section>
                            <div class="sec-h">
                                <span class="label">"Organization access"</span>
                                <span class="faint sm">"Adds to the role. Greyed levels it already gives, or never reaches."</span>
                            </div>
                            <div class="boxed">
                                <Scopes
                                    scopes=untrack(|| editing.scopes(ResourceKind::Organization))
                                    bounds=organization
                                    given=Signal::derive(move || form.with(|form| form.given.clone()))
                                    on_change=move |(scope, level): (String, shared::access::Access)| form.update(|form| form.set(&scope, level))
                                />
                            </div>
                        </section>
                        <Places editing/>
                    }.into_any()
                } else {
                    view! { <Note icon="shield">"This role is everything it can be, everywhere: nothing is added to it, and nothing limits it."</Note> }.into_any()
                }}
                <div class="fields"><ExpiryField label="Membership ends on" value=expires/></div>
            </div>
            <Receipt editing/>
        </div>
        <div class="d-foot">
            <FormProblem failure=editing.failure/>
            <span class="push"></span>
            <span class="wide-only"><Button look=Look::Ghost on_press=move || on_cancel.run(())>"Cancel"</Button></span>
            <Button look=Look::Primary busy=editing.busy reason on_press=move || editing.save(on_saved)>
                "Save permissions"
                <Keys keys=vec!["⌘↵"]/>
            </Button>
        </div>
    }
}

/// Ways of filling the form in that the model ships.
#[component]
fn Patterns(editing: Editing) -> impl IntoView {
    let patterns = move || editing.body().map(|model| model.patterns).unwrap_or_default();
    view! {
        <Show when=move || !patterns().is_empty()>
            <section>
                <div class="sec-h"><span class="label">"Fill in"</span><span class="faint sm">"Choose the projects first; everything can be changed afterwards."</span></div>
                <div class="row wrap">
                    {move || patterns().into_iter().map(|pattern| {
                        let (name, title) = (pattern.name.clone(), pattern.description.clone());
                        view! {
                            <span title=title>
                                <Button icon="spark" on_press=move || editing.form.update(|form| form.fill(&pattern))>{name}</Button>
                            </span>
                        }
                    }).collect_view()}
                </div>
            </section>
        </Show>
    }
}

/// Somebody else saved while this was open: theirs, or these changes on top.
#[component]
fn Conflict(editing: Editing) -> impl IntoView {
    let theirs = move || {
        editing.theirs.with(|theirs| {
            let theirs = theirs.as_ref()?;
            Some(editing.before.with(|before| told(theirs.changes(before))))
        })
    };
    let mine = move || told(editing.changes());
    move || {
        theirs().map(|theirs| {
            view! {
                <section class="card pad stack meanwhile" role="alert">
                    <h3><Icon name="alert"/>" Somebody changed this meanwhile"</h3>
                    <p class="muted">"Nothing of yours was saved. Choose what to go on with."</p>
                    <div class="conf">
                        <button type="button" class="btn" on:click=move |_| editing.settle(false)>
                            <span><b>"Take theirs"</b><span class="faint">{theirs}</span></span>
                        </button>
                        <button type="button" class="btn" on:click=move |_| editing.settle(true)>
                            <span><b>"Keep mine"</b><span class="faint">{mine()}</span></span>
                        </button>
                    </div>
                </section>
            }
        })
    }
}

/// What a save is about, in a few words.
fn told(edit: Option<shared::members::wire::EditMember>) -> String {
    let Some(edit) = edit else { return "Nothing that this form shows".to_owned() };
    let parts = [
        edit.role.map(|role| format!("role {role}")),
        edit.permissions.map(|given| count(given.len() as u64, "scope", "scopes")),
        edit.restrict_to.map(|list| match list {
            Some(list) => format!("limited to {}", count(list.len() as u64, "project", "projects")),
            None => "all projects".to_owned(),
        }),
        edit.projects
            .map(|projects| format!("added in {}", count(projects.len() as u64, "project", "projects"))),
        edit.expires_at.map(|_| "another end".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
