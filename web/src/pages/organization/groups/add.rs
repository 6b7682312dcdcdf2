//! Many people into a group at once: what it does is worked out in the page while they are chosen, confirmed by the
//! server, and reported again when it is saved.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Preview;
use shared::groups::wire::Group;
use shared::ids::MemberId;
use shared::list::Page as ListPage;
use shared::members::wire::{BulkStatus, Member, MembersQuery};

use super::super::common;
use super::super::logic::effect::{Spread, short};
use super::super::logic::in_page::why_not;
use super::super::logic::words::{count, refusal};
use super::acts::{edit, put_many};
use super::state::Groups;
use crate::client::{self, Failure};
use crate::components::{Avatar, Button, Check, Dialog, FormProblem, Icon, Look, Search};
use crate::load::load;
use crate::query;

#[component]
pub(super) fn AddPeople(groups: Groups) -> impl IntoView {
    let title = move || {
        format!("Add people to {}", groups.open().map(|group| group.name.to_string()).unwrap_or_default())
    };
    view! {
        <Dialog open=groups.adding class="review" title=Signal::derive(title)>
            {move || untrack(move || groups.open()).map(|group| view! { <Form groups group/> })}
        </Dialog>
    }
}

#[component]
fn Form(groups: Groups, group: Group) -> impl IntoView {
    let here = groups.here;
    let id = group.id;
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(BTreeSet::<MemberId>::new());
    let people = load(move || {
        let q = search.get();
        async move {
            let request = MembersQuery {
                q: (!q.is_empty()).then_some(q),
                sort: Some("name".to_owned()),
                limit: Some(50),
                ..MembersQuery::default()
            };
            let page: ListPage<Member> =
                client::get(here.path(&format!("/members{}", query::of(&request)))).await?;
            Ok(page.data)
        }
    });
    let inside = move |member: MemberId| {
        groups.inside.content().with(|inside| inside.iter().flatten().any(|one| one.id == member))
    };
    let ids = Memo::new(move |_| chosen.with(|chosen| chosen.iter().copied().take(199).collect::<Vec<_>>()));
    let page = common::in_page(move || ids.get());
    // In the page, at once.
    let own = Memo::new(move |_| {
        let ids = ids.get();
        page.content().with(|page| {
            let page = page.as_ref()?.as_ref()?.with_group(id, groups.known_grants(id)?);
            Some(page.regroup(id, &ids, true))
        })
    });
    // By the server, for the same people.
    let confirmed = load(move || {
        let ids = ids.get();
        let path = groups.path(id, "/members?preview=true");
        async move {
            match ids.is_empty() {
                true => Ok(None),
                false => Ok(Some(client::post::<Preview>(path, &edit(&ids, true)).await?)),
            }
        }
    });
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let called = StoredValue::new(group.name.to_string());
    let send = move || {
        busy.set(true);
        failure.set(None);
        let ids: Vec<MemberId> = chosen.with_untracked(|chosen| chosen.iter().copied().collect());
        let path = groups.path(id, "/members");
        spawn_local(async move {
            match put_many(path, &ids).await {
                Ok(changed) => {
                    let results = &changed.object.results;
                    let put: Vec<MemberId> = results
                        .iter()
                        .filter(|one| one.status == BulkStatus::Applied)
                        .filter_map(|one| one.member.parse().ok())
                        .collect();
                    let refused = results.iter().filter(|one| one.status == BulkStatus::Refused);
                    for one in refused.clone().take(2) {
                        let name =
                            one.member.parse().map_or_else(|_| "Somebody".to_owned(), |id| groups.name(id));
                        groups
                            .toasts
                            .failed(format!("{name}: {}", refusal(one.code.as_deref().unwrap_or_default())));
                    }
                    let text = format!(
                        "{} in {}. {}",
                        count(put.len() as u64, "more person is", "more people are"),
                        called.get_value(),
                        short(&changed.changes)
                    );
                    let toasts = groups.toasts;
                    let path = groups.path(id, "/members");
                    toasts.done_with_undo(text, move || {
                        let (path, body) = (path.clone(), edit(&put, false));
                        spawn_local(async move {
                            match client::post::<serde_json::Value>(path, &body).await {
                                Ok(_) => toasts.done("Undone"),
                                Err(failure) => toasts.not_done("Not undone", &failure),
                            }
                        });
                    });
                    groups.adding.set(false);
                    groups.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let says = move || {
        if ids.with(Vec::is_empty) {
            return "Choose who comes in.".to_owned();
        }
        match own.get() {
            Some(Ok(changes)) => {
                let spread = Spread::of(&changes);
                match spread.totals.gained {
                    0 => "Nothing changes in what they can do now.".to_owned(),
                    _ => format!(
                        "For {}: {} in {}.",
                        count(spread.people, "person", "people"),
                        spread.totals.text(),
                        spread.gained_in
                    ),
                }
            }
            Some(Err(denied)) => why_not(denied).to_owned(),
            None => "Working out what it does…".to_owned(),
        }
    };
    view! {
        <div class="d-body stack">
            <Search label="Search people to add" placeholder="Name or email" value=search on_search=move |text: String| search.set(text)/>
            <ul class="choose scroll">
                {move || people.content().get().unwrap_or_default().into_iter().map(|member| {
                    let (who, name) = (member.id, member.user.name.clone());
                    let already = inside(who);
                    view! {
                        <li>
                            <label class="row">
                                <Check
                                    label=format!("Add {name}")
                                    checked=Signal::derive(move || already || chosen.with(|chosen| chosen.contains(&who)))
                                    disabled=Signal::stored(already)
                                    on_change=move |(on, _): (bool, bool)| chosen.update(|chosen| {
                                        if on { chosen.insert(who); } else { chosen.remove(&who); }
                                    })
                                />
                                <Avatar name=name.clone() size="1.625rem"/>
                                <span class="grow trunc">{name}</span>
                                <span class="faint sm">{if already { "In it".to_owned() } else { member.role.name }}</span>
                            </label>
                        </li>
                    }
                }).collect_view()}
            </ul>
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| confirmed.failure().get()))/>
            <p role="status">
                <b class="med">{says}</b>
                {move || (!confirmed.busy().get() && confirmed.content().with(|answer| answer.as_ref().is_some_and(Option::is_some))).then(|| view! {
                    <span class="faint sm checked"><Icon name="check" small=true/>"Confirmed by the server"</span>
                })}
            </p>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || groups.adding.set(false)>"Cancel"</Button>
            <Button
                look=Look::Primary
                busy=busy
                disabled=Signal::derive(move || chosen.with(BTreeSet::is_empty) || matches!(own.get(), Some(Err(_))))
                on_press=send
            >
                {move || match chosen.with(BTreeSet::len) {
                    0 => "Add people".to_owned(),
                    n => format!("Add {}", count(n as u64, "person", "people")),
                }}
            </Button>
        </div>
    }
}
