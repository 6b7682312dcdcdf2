//! Where they are. The list holds the workspaces that the reader can see too.

use leptos::prelude::*;
use shared::access::Visibility;
use shared::members::wire::Member;

use super::super::common;
use super::state::Subject;
use crate::components::{Button, Look, Show, Size, Tag, Tile};
use crate::routes::Page;

#[component]
pub(super) fn Workspaces(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let here = subject.here;
    let rows = move || {
        let inside = member.with(|member| member.workspaces.clone());
        subject.places.content().with(|places| {
            inside
                .into_iter()
                .map(|workspace| {
                    let known = places.iter().flatten().find(|place| place.workspace.id == workspace.id);
                    let private =
                        known.is_some_and(|place| place.workspace.visibility == Visibility::Private);
                    let role = workspace.role.map(|role| role.name);
                    (workspace.id.to_string(), workspace.name.to_string(), private, role)
                })
                .collect::<Vec<_>>()
        })
    };
    let how = move |private: bool| match (member.with(|member| member.implicit), private) {
        (true, _) => "Through the role, which is in every workspace",
        (false, true) => "Private, and a member of it",
        (false, false) => "Open to every member",
    };
    let own = move || member.with(|member| member.role.name.clone());
    view! {
        <section class="card" aria-labelledby="ws-t">
            <header>
                <h2 id="ws-t" class="grow">"Workspaces"</h2>
                <Show when=move || !member.with(|member| member.implicit)>
                    <Button size=Size::Small look=Look::Ghost reason=common::may_edit(here) on_press=move || subject.placing.set(Some(member.get_untracked()))>"Change…"</Button>
                </Show>
            </header>
            <div class="lines">
                {move || {
                    let rows = rows();
                    if rows.is_empty() {
                        return view! { <div class="faint">"None that you can see."</div> }.into_any();
                    }
                    rows.into_iter().map(|(id, name, private, role)| view! {
                        <div class="wsrow place">
                            <Tile name=name.clone()/>
                            <span class="grow">
                                <a class="med" href=here.link(Page::Workspace(id))>{name}</a>
                                <span class="e">{how(private)}</span>
                            </span>
                            {match role {
                                Some(role) => view! { <Tag tone="accent">"Overrides " {own()}</Tag> <span>{role}</span> }.into_any(),
                                None => view! { <span class="muted">{own()}</span> }.into_any(),
                            }}
                        </div>
                    }).collect_view().into_any()
                }}
            </div>
        </section>
    }
}
