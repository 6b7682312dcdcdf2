//! Deleted workspaces that the reader can restore, and until when.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Visibility;
use shared::list::Page as ListPage;
use shared::workspaces::wire::{DeletedWorkspace, Workspace};

use super::super::logic::words::count;
use crate::client::{self, Failure};
use crate::components::{
    Act, Art, Button, ButtonLink, Empty, For, Look, ProblemNote, Show, Size, Tag, Tile, use_toasts,
};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load};
use crate::routes::Page;
use crate::session::use_session;
use crate::time;

/// Shown where there are any: the server lists them to whoever may restore them, and to nobody else.
#[component]
pub(super) fn Deleted(workspaces: Load<Vec<Workspace>>) -> impl IntoView {
    let (here, live) = (use_here(), use_live());
    let deleted: Load<Vec<DeletedWorkspace>> = load(move || {
        live.follow();
        restorable(here)
    });
    let rows = Memo::new(move |_| deleted.content().get().unwrap_or_default());
    let failed = Memo::new(move |_| {
        deleted.failure().with(Option::is_some) && deleted.content().with(Option::is_none)
    });
    view! {
        {move || failed.get().then(|| view! {
            <ProblemNote subject="Deleted workspaces" failure=deleted.failure() on_retry=move || deleted.again()/>
        })}
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <section class="card" aria-labelledby="gone-t">
                <header>
                    <div class="grow">
                        <h2 id="gone-t">"Deleted"</h2>
                        <span class="sub">"Nobody can open them. Restored, they have the projects and the people that they had."</span>
                    </div>
                </header>
                <div class="lines">
                    <For each=move || rows.get() key=|row| (row.id, row.deleted_at, row.name.to_string()) let:row>
                        <Row row workspaces deleted/>
                    </For>
                </div>
            </section>
        </Show>
    }
}

/// Those that the reader can restore.
pub(super) async fn restorable(here: Here) -> Result<Vec<DeletedWorkspace>, Failure> {
    let page: ListPage<DeletedWorkspace> = client::get(here.path("/deleted-workspaces?limit=200")).await?;
    Ok(page.data)
}

/// In place of the page of a workspace that is deleted: what happened, until when it can be restored, and a way to do
/// it, for whoever may. To everybody else it is not there.
#[component]
pub(super) fn DeletedPage(
    row: DeletedWorkspace,
    /// Told once it is back.
    #[prop(into)]
    on_restored: Act,
) -> impl IntoView {
    let here = use_here();
    let name = row.name.to_string();
    let (busy, restore) = restoring(&row, move || {
        on_restored.try_run(());
    });
    view! {
        <Empty art=Art::Door title=format!("{name} is deleted") text=format!("{} Restored, it has the projects and the people that it had.", facts(&row)) whole=true>
            <Button look=Look::Primary icon="undo" busy on_press=restore>{format!("Restore {name}")}</Button>
            <ButtonLink href=here.link(Page::Workspaces)>"All workspaces"</ButtonLink>
        </Empty>
    }
}

#[component]
fn Row(
    row: DeletedWorkspace,
    workspaces: Load<Vec<Workspace>>,
    deleted: Load<Vec<DeletedWorkspace>>,
) -> impl IntoView {
    let (busy, restore) = restoring(&row, move || {
        workspaces.again();
        deleted.again();
    });
    let (name, visibility, facts) = (row.name.to_string(), row.visibility, facts(&row));
    view! {
        <div class="place">
            <Tile name=name.clone()/>
            <span class="grow">
                <span class="med">{name.clone()}</span>
                <span class="e">{facts}</span>
            </span>
            {(visibility == Visibility::Private).then(|| view! { <Tag icon="lock">"Private"</Tag> })}
            <Button size=Size::Small icon="undo" busy on_press=restore>"Restore"<span class="vh">" "{name.clone()}</span></Button>
        </div>
    }
}

fn facts(row: &DeletedWorkspace) -> String {
    format!(
        "{}. Deleted on {}, can be restored until {}.",
        count(row.projects_count, "project", "projects"),
        time::date(&time::local(row.deleted_at)),
        time::date_time(&time::local(row.restorable_until)),
    )
}

/// Whether it is being restored, and what does it.
fn restoring(
    row: &DeletedWorkspace,
    after: impl Fn() + Copy + 'static,
) -> (RwSignal<bool>, impl Fn() + 'static) {
    let (toasts, session) = (use_toasts(), use_session());
    let busy = RwSignal::new(false);
    let path = format!("/v1/workspaces/{}/restore", row.id);
    let restore = move || {
        let path = path.clone();
        busy.set(true);
        spawn_local(async move {
            match client::post_empty::<Workspace>(path).await {
                Ok(back) => {
                    toasts.done(format!("{} is back, as it was", back.name));
                    let _ = session.reload_memberships().await;
                }
                Err(failure) => toasts.not_done("Not restored", &failure),
            }
            after();
            let _ = busy.try_set(false);
        });
    };
    (busy, restore)
}
