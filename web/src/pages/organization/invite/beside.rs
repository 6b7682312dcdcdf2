//! What is given beside the role: areas of the organization, and groups.

use leptos::prelude::*;
use shared::access::{Access, Reach, Resource, ResourceKind};
use shared::groups::wire::Group;
use shared::list::Page as ListPage;

use super::super::logic::permissions::is_given;
use super::super::permissions::Scopes;
use super::state::Inviting;
use crate::client;
use crate::components::{CheckOption, Icon, Show};
use crate::load::{Load, load};

#[component]
pub(super) fn Beside(inviting: Inviting) -> impl IntoView {
    let draft = inviting.draft;
    let granted = Memo::new(move |_| {
        let key = draft.with(|draft| draft.role.clone());
        let role = inviting.model.roles().into_iter().find(|role| role.key == key);
        role.is_some_and(|role| role.reach == Reach::Granted)
    });
    // A role that starts at nothing is all about what is given beside it.
    let bare = Memo::new(move |_| {
        let key = draft.with(|draft| draft.role.clone());
        let role = inviting.model.roles().into_iter().find(|role| role.key == key);
        role.is_some_and(|role| role.permissions.values().all(|level| *level == Access::None))
    });
    // Another kind of role takes none of it: what was chosen is dropped.
    Effect::new(move |_| {
        let known = inviting.model.content().with(Option::is_some);
        if known && !granted.get() && draft.with_untracked(|draft| !draft.given.is_empty()) {
            draft.update(|draft| draft.given.clear());
        }
    });
    let bounds = Memo::new(move |_| {
        let role = draft.with(|draft| draft.role.clone());
        inviting.page.content().with(|page| {
            let page = page.as_ref().and_then(Option::as_ref);
            page.map(|page| page.bounds_of_role(&role, Resource::Organization)).unwrap_or_default()
        })
    });
    let scopes = move || {
        inviting.model.content().with(|model| {
            let scopes = model.iter().flat_map(|model| &model.scopes);
            scopes.filter(|scope| is_given(scope, ResourceKind::Organization)).cloned().collect::<Vec<_>>()
        })
    };
    let chosen = move || draft.with(|draft| draft.given.len());
    view! {
        <Show when=move || granted.get()>
            <details class="disc" prop:open=move || bare.get() || untrack(|| chosen() > 0)>
                <summary>
                    <span class="chev"><Icon name="right" small=true/></span>
                    <span class="label">"Organization access"</span>
                    <span class="faint sm">"Adds to the role"</span>
                    {move || (chosen() > 0).then(|| view! { <span class="tag accent">{chosen()}</span> })}
                </summary>
                <div class="boxed mt-2">
                    {move || view! {
                        <Scopes
                            scopes=scopes() bounds
                            given=Signal::derive(move || draft.with(|draft| draft.given.clone()))
                            on_change=move |(scope, level): (String, Access)| draft.update(|draft| {
                                if level == Access::None { draft.given.remove(&scope); } else { draft.given.insert(scope, level); }
                            })
                        />
                    }}
                </div>
            </details>
        </Show>
        <Groups inviting/>
    }
}

#[component]
fn Groups(inviting: Inviting) -> impl IntoView {
    let (here, draft) = (inviting.here, inviting.draft);
    let groups: Load<ListPage<Group>> = load(move || client::get(here.path("/groups?limit=200")));
    let all =
        move || groups.content().with(|page| page.as_ref().map(|page| page.data.clone()).unwrap_or_default());
    // A group of a plan that has none any more takes nobody in.
    let any = Memo::new(move |_| all().iter().any(|group| !group.frozen));
    let chosen = move || draft.with(|draft| draft.groups.len());
    view! {
        <Show when=move || any.get()>
            <details class="disc" prop:open=move || untrack(|| chosen() > 0)>
                <summary>
                    <span class="chev"><Icon name="right" small=true/></span>
                    <span class="label">"Groups"</span>
                    <span class="faint sm">"They get what each gives"</span>
                    {move || (chosen() > 0).then(|| view! { <span class="tag accent">{chosen()}</span> })}
                </summary>
                <div class="boxed mt-2">
                    {move || all().into_iter().filter(|group| !group.frozen).map(|group| {
                        let (id, toggled) = (group.id.to_string(), group.id.to_string());
                        view! {
                            <div class="line">
                                <CheckOption
                                    label=group.name.to_string()
                                    checked=Signal::derive(move || draft.with(|draft| draft.groups.contains(&id)))
                                    on_change=move |on: bool| draft.update(|draft| {
                                        if on { draft.groups.insert(toggled.clone()); } else { draft.groups.remove(&toggled); }
                                    })
                                />
                            </div>
                        }
                    }).collect_view()}
                </div>
            </details>
        </Show>
    }
}
