//! The card of the role that is shown: what it is, who has it, and its fields where it can be written in.

use leptos::prelude::*;
use shared::access::wire::RoleBody;
use shared::access::{Reach, Seat};

use super::super::logic::matrix;
use super::super::logic::role_draft::NEW_ROLE;
use super::super::logic::words::count;
use super::state::Roles;
use crate::components::{Button, ButtonLink, Icon, Look, Note, Size, unique};
use crate::query;
use crate::routes::Page;

#[component]
pub(super) fn Inspector(roles: Roles) -> impl IntoView {
    let name = move || {
        let drafted = roles.with_draft(|draft| draft.now.name.clone());
        drafted.or_else(|| roles.shown_role().map(|role| role.name)).unwrap_or_default()
    };
    let kind = move || match (roles.shown_role(), roles.with_draft(|draft| draft.from.clone()).flatten()) {
        (Some(role), _) if role.built_in => "Built in, and fixed".to_owned(),
        (Some(_), _) => "Custom".to_owned(),
        (None, Some(from)) => format!("Custom, started from {from}, not saved yet"),
        (None, None) => String::new(),
    };
    let saved = Memo::new(move |_| roles.shown_role());
    // What is typed must not draw the fields anew.
    let fields = Memo::new(move |_| (roles.shown.get(), roles.is_editable()));
    view! {
        <section class="card" aria-labelledby="insp">
            <header>
                <h2 id="insp" class="grow">{name} " " <span class="faint sm kind">{kind}</span></h2>
                <span class="row role-acts">{move || saved.get().map(|role| view! { <Acts roles role/> })}<SeeAs roles/></span>
            </header>
            {move || match fields.get() {
                (Some(_), true) => view! { <Fields roles/> }.into_any(),
                (Some(_), false) => view! { <Facts roles/> }.into_any(),
                (None, _) => ().into_any(),
            }}
            {move || roles.locked().filter(|_| saved.with(|role| role.as_ref().is_some_and(|role| !role.built_in))).map(|why| view! {
                <div class="pad"><Note icon="lock">{why}</Note></div>
            })}
        </section>
    }
}

#[component]
fn Acts(roles: Roles, role: RoleBody) -> impl IntoView {
    let who = format!("{}{}", roles.here.link(Page::Members), query::write([("role", role.key.as_str())]));
    let from = role.key.clone();
    let people = role.id;
    let deletable = (!role.built_in).then(|| role.clone());
    view! {
        <ButtonLink look=Look::Ghost size=Size::Small icon="members" href=who>
            {move || roles.people(people).map_or_else(|| "Who has it".to_owned(), |n| count(n, "person has it", "people have it"))}
        </ButtonLink>
        <Button
            look=Look::Ghost size=Size::Small icon="copy"
            reason=Signal::derive(move || roles.locked())
            on_press=move || roles.starting.set(Some(from.clone()))
        >
            "Start a role from it"
        </Button>
        {deletable.map(|role| view! {
            <Button
                look=Look::Ghost size=Size::Small icon="trash"
                // What was made on a plan that had it can be taken away on one that has not.
                reason=Signal::derive(move || roles.locked().filter(|_| roles.plan_gate().is_none()))
                on_press=move || roles.deleting.set(Some(role.clone()))
            >
                "Delete…"
            </Button>
        })}
    }
}

/// Looking at the app as somebody would who has the role, unsaved changes and all.
#[component]
fn SeeAs(roles: Roles) -> impl IntoView {
    let here = roles.here;
    let look = move || {
        let Some(id) = roles.shown.get_untracked() else { return };
        let name = untrack(move || {
            let drafted = roles.with_draft(|draft| draft.now.name.clone());
            drafted.or_else(|| roles.saved(id).map(|role| role.name)).unwrap_or_default()
        });
        let key = untrack(move || roles.saved(id).map_or_else(|| "(new)".to_owned(), |role| role.key));
        let Some(model) = untrack(move || roles.model.whole()) else { return };
        let drafted = roles.draft_untracked().and_then(|draft| draft.role(&model, &key));
        if let Some(role) = drafted.or_else(|| model.role(id).cloned()) {
            here.see_as_role(role, name);
        }
    };
    view! {
        <Button look=Look::Ghost size=Size::Small icon="eye" on_press=look>"See as it"</Button>
    }
}

/// What a role says that cannot be written in.
#[component]
fn Facts(roles: Roles) -> impl IntoView {
    let role = move || roles.shown_role();
    view! {
        {move || role().map(|role| view! {
            <div class="inspector facts">
                <div class="wide"><span class="label">"Description"</span><p>{if role.description.is_empty() { "–".to_owned() } else { role.description.clone() }}</p></div>
                <div><span class="label">"Seat"</span><p>{match role.seat { Seat::Paid => "Paid", Seat::Free => "Free" }}</p></div>
                <div><span class="label">"Reach"</span><p>{matrix::reach(role.reach)}</p></div>
                <div><span class="label">"Ceiling"</span><p>{matrix::ceiling(&role)}</p></div>
            </div>
        })}
    }
}

#[component]
fn Fields(roles: Roles) -> impl IntoView {
    let (name_id, text_id) = (unique("role-name"), unique("role-text"));
    let is_new = roles.shown.get_untracked() == Some(NEW_ROLE);
    let behind = move || {
        let saved = roles.shown_role()?;
        roles.with_draft(|draft| draft.is_dirty() && draft.is_behind(&saved)).filter(|behind| *behind)
    };
    let reach = move || roles.with_draft(|draft| draft.now.reach).unwrap_or(Reach::Granted);
    let further = move |wanted: Reach| {
        (wanted > roles.own_reach()).then(|| "Your own role does not reach as far.".to_owned())
    };
    view! {
        {move || behind().map(|_| view! {
            <div class="pad conflict" role="alert">
                <Icon name="alert"/>
                <span class="grow">"Somebody else has saved another form of this role while you were writing."</span>
                <Button size=Size::Small on_press=move || roles.take_theirs()>"Show theirs"</Button>
            </div>
        })}
        <div class="inspector">
            <div class="field">
                <label for=name_id.clone()>"Name"</label>
                <input
                    class="input" id=name_id maxlength="100" autocomplete="off"
                    prop:value=move || roles.with_draft(|draft| draft.now.name.clone()).unwrap_or_default()
                    on:input=move |event| roles.write(|draft| draft.rename(event_target_value(&event)))
                />
            </div>
            <Choice
                label="Seat"
                value=Signal::derive(move || roles.with_draft(|draft| matrix::seat(draft.now.seat).to_owned()).unwrap_or_default())
                options=Signal::derive(move || vec![
                    option("paid", "Paid", None),
                    option("free", "Free (needs a ceiling)", None),
                ])
                on_change=move |key: String| roles.write(|draft| draft.seat(if key == "free" { Seat::Free } else { Seat::Paid }))
            />
            <Choice
                label="Reach"
                value=Signal::derive(move || reach_key(reach()).to_owned())
                options=Signal::derive(move || vec![
                    option("granted", "Where granted", further(Reach::Granted)),
                    option("everything", "Everything", further(Reach::Everything)),
                    option("shared", "Only what is shared", None),
                ])
                on_change=move |key: String| roles.write(|draft| draft.reach(match key.as_str() {
                    "everything" => Reach::Everything,
                    "shared" => Reach::Shared,
                    _ => Reach::Granted,
                }))
            />
            <Choice
                label="Ceiling"
                value=Signal::derive(move || match reach() {
                    Reach::Granted => roles.with_draft(|draft| draft.now.ceiling.key().to_owned()).unwrap_or_default(),
                    Reach::Everything | Reach::Shared => "fixed".to_owned(),
                })
                options=Signal::derive(move || ceilings(roles, reach()))
                on_change=move |key: String| roles.write(|draft| draft.ceiling(&key))
            />
            <div class="field wide">
                <label for=text_id.clone()>"Description"</label>
                <input
                    class="input" id=text_id maxlength="300" autocomplete="off"
                    placeholder=if is_new { "What somebody with it is here for" } else { "" }
                    prop:value=move || roles.with_draft(|draft| draft.now.description.clone()).unwrap_or_default()
                    on:input=move |event| roles.write(|draft| draft.describe(event_target_value(&event)))
                />
            </div>
        </div>
    }
}

const fn reach_key(reach: Reach) -> &'static str {
    match reach {
        Reach::Granted => "granted",
        Reach::Everything => "everything",
        Reach::Shared => "shared",
    }
}

fn ceilings(roles: Roles, reach: Reach) -> Vec<Offered> {
    let free = roles.with_draft(|draft| draft.now.seat == Seat::Free).unwrap_or(false);
    match reach {
        Reach::Everything => vec![option("fixed", "What it gives", None)],
        Reach::Shared => vec![option("fixed", "Content and comments of items", None)],
        Reach::Granted => {
            let paid = free.then(|| "A free seat needs a ceiling.".to_owned());
            let mut options = vec![
                option("open", "None set", paid),
                option("view", "View everywhere", None),
                option("given", "What it gives", None),
            ];
            if roles.with_draft(|draft| draft.now.ceiling.key() == "other").unwrap_or(false) {
                options.push(option("other", "As it was set", None));
            }
            options
        }
    }
}

/// One choice of a list, and why it cannot be taken.
#[derive(Debug, Clone, PartialEq)]
struct Offered {
    key: &'static str,
    words: &'static str,
    reason: Option<String>,
}

const fn option(key: &'static str, words: &'static str, reason: Option<String>) -> Offered {
    Offered { key, words, reason }
}

/// A list in which what cannot be chosen stands with its reason.
#[component]
fn Choice(
    label: &'static str,
    value: Signal<String>,
    options: Signal<Vec<Offered>>,
    on_change: impl Fn(String) + 'static,
) -> impl IntoView {
    let id = unique("choice");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                class="select"
                id=id
                prop:value=move || {
                    options.track();
                    value.get()
                }
                on:change=move |event| on_change(event_target_value(&event))
            >
                {move || {
                    let chosen = value.get();
                    options
                        .get()
                        .into_iter()
                        .map(|Offered { key, words, reason }| {
                            let shown = match &reason {
                                Some(reason) => format!("{words} ({})", reason.trim_end_matches('.')),
                                None => words.to_owned(),
                            };
                            view! { <option value=key selected=key == chosen disabled=reason.is_some()>{shown}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </div>
    }
}
