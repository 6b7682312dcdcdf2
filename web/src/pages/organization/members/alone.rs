//! For the only member: what others can be, and the way to invite them.

use leptos::prelude::*;
use shared::access::wire::RoleBody;
use shared::access::{Access, CoreScope};

use super::state::Directory;
use crate::components::{Button, ButtonLink, Look, Show, Size};
use crate::routes::Page;

/// As many roles as are explained; the rest are in the dialog.
const EXPLAINED: usize = 3;

#[component]
pub(super) fn Alone(directory: Directory) -> impl IntoView {
    let here = directory.here;
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    let link = here.link(Page::InviteLink);
    let roles = move || directory.roles().into_iter().take(EXPLAINED);
    view! {
        <Show when=move || may.get()>
            <section class="card" aria-labelledby="alone-t">
                <header>
                    <div class="grow">
                        <h2 id="alone-t">"You are alone here"</h2>
                        <span class="sub">"Whoever you invite comes in as one of these. What they will be able to open stands beside the invitation before it is sent."</span>
                    </div>
                    <Button icon="user-plus" on_press=move || directory.inviting.set(true)>"Invite people"</Button>
                    <ButtonLink look=Look::Ghost icon="link" href=link.clone()>"One link for everybody"</ButtonLink>
                </header>
                <ul class="lines">
                    {move || roles().map(|role| view! { <One directory role/> }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn One(directory: Directory, role: RoleBody) -> impl IntoView {
    let RoleBody { id, name, description, .. } = role;
    let shown = name.clone();
    let look = move || {
        let model = untrack(move || directory.model.whole());
        if let Some(role) = model.as_ref().and_then(|model| model.role(id)) {
            directory.here.see_as_role(role.clone(), name.clone());
        }
    };
    view! {
        <li class="role">
            <span class="grow"><b class="med">{shown.clone()}</b><span class="faint sm">{description}</span></span>
            <Button look=Look::Ghost size=Size::Small icon="eye" on_press=look>"See as " {shown}</Button>
        </li>
    }
}
