//! Why somebody has what they have here: every source with what it gives, and taking away those that can be
//! taken away from here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{AccessSource, Changed};
use shared::projects::wire::{ProjectGrant, ProjectMember, PutProjectRole};

use super::super::ask::Taking;
use super::super::logic::through::{Kind, kind, sentence, title};
use super::super::logic::words::first_name;
use super::super::parts::Ends;
use super::state::Open;
use crate::client::{self, Call};
use crate::components::{Button, ButtonLink, Date, Icon, Look, Pip, Select, Show, Size, Tag};
use crate::routes::Page;
use crate::undo;

#[component]
pub(super) fn Sources(open: Open, row: Signal<ProjectMember>) -> impl IntoView {
    let member = row.with_untracked(|row| row.member);
    let page = open.here.link(Page::Member(member.to_string()));
    let implicit = move || row.with(|row| row.implicit);
    let lead = move || {
        row.with(|row| {
            let reasons: Vec<String> = row.sources.iter().filter(|one| one.counts).map(sentence).collect();
            (format!("{} has {} here.", first_name(&row.user.name), row.level.name), reasons.join(" "))
        })
    };
    view! {
        <div class="why">
            <p>{move || lead().0} " " <b>{move || lead().1}</b></p>
            <ul class="sources">
                {move || row.with(|row| row.sources.clone()).into_iter().map(|source| view! { <One open row source/> }).collect_view()}
            </ul>
            <div class="row wrap mt-3">
                <Show when=move || open.manages.get() && !implicit()>
                    <Button size=Size::Small icon="shield" on_press=move || open.scoping.set(Some(row.get_untracked()))>"Scopes here…"</Button>
                </Show>
                <ButtonLink size=Size::Small look=Look::Ghost icon="shield-check" href=page.clone()>"All their access"</ButtonLink>
            </div>
        </div>
    }
}

#[component]
fn One(open: Open, row: Signal<ProjectMember>, source: AccessSource) -> impl IntoView {
    let project = open.id.to_string();
    let what = kind(&source, &project);
    let access = super::super::logic::ladder::pip(&source.permissions);
    let level = source.level.clone();
    let (given_by, counts, expires_at) = (source.given_by.clone(), source.counts, source.expires_at);
    let given = given_by.is_some() || source.given_at.is_some();
    let given_at = source.given_at;
    let words = title(&source);
    view! {
        <li class:cut=!counts>
            <Icon name=match what {
                Kind::Role | Kind::WorkspaceRole => "shield",
                Kind::Here | Kind::Around => "key",
                Kind::GroupHere | Kind::GroupAround => "groups",
            }/>
            <span class="grow">
                <b class="med">{words}</b>
                {given.then(|| view! {
                    <span class="faint sm">
                        " given" {given_by.map(|name| format!(" by {name}"))}
                        {given_at.map(|at| view! { " on " <Date at/> })}
                    </span>
                })}
                {expires_at.map(|at| view! { " " <Ends at/> })}
                {(!counts).then(|| view! { " " <Tag tone="line">"Does not count"</Tag> })}
            </span>
            <span class="acc"><Pip access class=if counts { "s" } else { "s cut" }/>{level.name.clone()}</span>
            <Acts open row source what/>
        </li>
    }
}

/// What can be done about a source from here.
#[component]
fn Acts(open: Open, row: Signal<ProjectMember>, source: AccessSource, what: Kind) -> impl IntoView {
    let manages = move || open.manages.get();
    let level = source.level.key.clone().unwrap_or_default();
    let group = source.group.clone();
    let (member, user) = row.with_untracked(|row| (row.member, row.user.name.clone()));
    let first = first_name(&user).to_owned();
    match what {
        Kind::Role | Kind::WorkspaceRole | Kind::Around | Kind::GroupAround => ().into_any(),
        Kind::Here => {
            let custom = level.is_empty();
            let options = Signal::derive(move || {
                let own = custom.then(|| (String::new(), "Custom".to_owned()));
                own.into_iter().chain(open.roles()).collect::<Vec<_>>()
            });
            let expires_at = source.expires_at;
            let label = format!("What {user} is given here");
            let taking = Taking {
                title: format!("Take away what {user} was given in {}?", untrack(|| open.name())),
                text: format!("What {first} has by role or through a group stays."),
                verb: "Take it away".to_owned(),
                done: format!("What {user} was given here is taken away"),
                path: open.path(&format!("/collaborators/{member}")),
            };
            view! {
                <Show when=manages>
                    <Select
                        label=label.clone() quiet=true class="sm fit" options value=level.clone()
                        on_change=move |role: String| if !role.is_empty() {
                            set_role(open, row.get_untracked(), role, expires_at);
                        }
                    />
                    {
                        let taking = taking.clone();
                        view! { <Button size=Size::Small look=Look::Danger on_press=move || open.taking.set(Some(taking.clone()))>"Take away…"</Button> }
                    }
                </Show>
            }
            .into_any()
        }
        Kind::GroupHere => {
            let Some(group) = group else { return ().into_any() };
            let name = group.name.clone().unwrap_or_else(|| "the group".to_owned());
            let out = Taking {
                title: format!("Take {user} out of {name}?"),
                text: format!(
                    "{first} loses what {name} gives, here and everywhere else. Others in it keep it."
                ),
                verb: format!("Take {first} out"),
                done: format!("{user} is out of {name}"),
                path: open.here.path(&format!("/groups/{}/members/{member}", group.id)),
            };
            let may_groups =
                move || open.here.can(shared::access::CoreScope::Members, shared::access::Access::Full);
            view! {
                <Show when=may_groups>
                    {
                        let out = out.clone();
                        view! { <Button size=Size::Small on_press=move || open.taking.set(Some(out.clone()))>"Take them out…"</Button> }
                    }
                </Show>
            }
            .into_any()
        }
    }
}

/// Gives another role here in place of what was given; an end stays.
fn set_role(open: Open, row: ProjectMember, role: String, expires_at: Option<chrono::DateTime<chrono::Utc>>) {
    let path = open.path(&format!("/collaborators/{}", row.member));
    let (name, base) = (row.user.name, open.here.path(""));
    spawn_local(async move {
        let body = PutProjectRole { role, expires_at };
        match client::act::<Changed<ProjectGrant>>(Call::put(path, &body)).await {
            Ok((changed, version)) => {
                let said = format!("{name} is given {} here", changed.object.level.name);
                undo::done(open.toasts, base, version, said, move || open.again());
            }
            Err(failure) => open.toasts.not_done(&format!("{name} has what they had"), &failure),
        }
        open.again();
    });
}
