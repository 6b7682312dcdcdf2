//! The page: its head, its tabs, and the panel of the tab.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope};

use super::super::invite::InviteDialog;
use super::super::keys::on_keys;
use super::super::logic::directory::{Tab, View};
use super::super::ownership::TransferDialog;
use super::super::parts::NoAccess;
use super::super::permissions::EditPermissions;
use super::super::seats::SeatLine;
use super::bulk::MembersBulk;
use super::delete::DeleteDialog;
use super::filters::Filters;
use super::pending::PendingPanel;
use super::places::WorkspacesDialog;
use super::propose_email::ProposeEmailDialog;
use super::remove::RemoveDialog;
use super::requests::RequestsPanel;
use super::state::{Directory, provide_directory};
use super::table::MembersTable;
use crate::client;
use crate::components::{Button, ButtonLink, Look, Show, Tab as TabItem, Tabs, use_toasts};
use crate::here::use_here;
use crate::query;
use crate::router::use_router;
use crate::routes::Page;

/// `/{org}/members`.
#[component]
pub(crate) fn MembersPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::Members, Access::View));
    move || {
        if allowed.get() {
            view! { <Allowed/> }.into_any()
        } else {
            view! { <NoAccess title="Members" act="Seeing who is here" scope=CoreScope::Members/> }.into_any()
        }
    }
}

#[component]
fn Allowed() -> impl IntoView {
    let directory = provide_directory();
    let here = directory.here;
    let may_invite = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    on_keys(move |event| {
        let asked =
            event.key() == "i" && may_invite.get_untracked() && untrack(move || here.read_only()).is_none();
        if asked {
            directory.inviting.set(true);
        }
        asked
    });
    // Another page, or the palette, asks for the dialog in the address.
    let router = use_router();
    let dialog = router.query_value("dialog");
    Effect::new(move |_| {
        if dialog.with(|dialog| dialog.as_deref() == Some("invite")) {
            router.replace_query(&directory.view.with_untracked(View::write));
            directory.inviting.set(may_invite.get_untracked());
        }
    });
    let tab = Memo::new(move |_| directory.view.with(|view| view.tab));
    let (toasts, exporting) = (use_toasts(), RwSignal::new(false));
    let export = move || {
        exporting.set(true);
        let query = query::of(&directory.view.with_untracked(View::table));
        let path = here.path(&format!("/members.csv{query}"));
        let name = format!("{}-members.csv", here.organization_untracked().slug);
        spawn_local(async move {
            if let Err(failure) = client::download(path, &name, "text/csv").await {
                toasts.not_done("Not exported", &failure);
            }
            let _ = exporting.try_set(false);
        });
    };
    let tabs = move || {
        // Requests are for whoever may answer them.
        let requests = may_invite.get().then_some((Tab::Requests, "Requests"));
        let fixed = [(Tab::Active, "Active"), (Tab::Pending, "Pending")];
        let all = fixed.into_iter().chain(requests).chain([(Tab::Deactivated, "Deactivated")]);
        all.map(|(tab, label)| item(directory, tab, label)).collect::<Vec<_>>()
    };
    view! {
        <div class="page-head">
            <div>
                <h1>"Members"</h1>
                <p class="sub">
                    "Everyone who can open something in " {move || here.organization().name.to_string()}
                    ", and how far they get."
                </p>
            </div>
            <SeatLine seats=directory.seats/>
            <div class="row head-actions">
                <Show when=move || matches!(tab.get(), Tab::Active | Tab::Deactivated | Tab::All)>
                    <Button reads=true icon="download" busy=exporting on_press=export>"Export CSV"</Button>
                </Show>
                <Show when=move || may_invite.get()>
                    <ButtonLink href=here.link(Page::InviteLink) icon="link">"Invite link"</ButtonLink>
                    <Button look=Look::Primary icon="user-plus" key="I" on_press=move || directory.inviting.set(true)>
                        "Invite"
                    </Button>
                </Show>
            </div>
        </div>
        <Tabs label="Member lists" tabs=Signal::derive(tabs)/>
        {move || match tab.get() {
            Tab::Pending => view! { <PendingPanel/> }.into_any(),
            Tab::Requests => view! { <RequestsPanel/> }.into_any(),
            Tab::Active | Tab::Deactivated | Tab::All => view! {
                <Filters/>
                <MembersTable/>
                <MembersBulk/>
            }
            .into_any(),
        }}
        <RemoveDialog
            removing=directory.removing
            on_removed=move |id: String| {
                directory.selection.update(|selection| selection.forget(&id));
                directory.rows.again();
            }
            on_deactivated=move |id: String| {
                directory.selection.update(|selection| selection.forget(&id));
                directory.rows.again();
            }
        />
        <DeleteDialog
            deleting=directory.deleting
            on_deleted=move |id: String| {
                directory.selection.update(|selection| selection.forget(&id));
                directory.rows.again();
            }
            on_deactivated=move |_: String| directory.rows.again()
        />
        <ProposeEmailDialog proposing=directory.proposing on_proposed=move |_: String| ()/>
        <TransferDialog heir=directory.heir on_done=move || directory.rows.again()/>
        <WorkspacesDialog placing=directory.placing on_saved=move || directory.rows.again()/>
        <EditPermissions editing=directory.editing on_saved=move || directory.rows.again()/>
        <InviteDialog
            open=directory.inviting
            on_sent=move || {
                directory.pending_count.again();
                directory.seats.again();
                directory.rows.again();
            }
        />
    }
}

fn item(directory: Directory, tab: Tab, label: &str) -> TabItem {
    let (current, order) = directory.view.with(|view| (view.tab == tab, view.order));
    let view = View { tab, order, ..View::default() };
    TabItem {
        label: label.to_owned(),
        href: format!("{}{}", directory.here.link(Page::Members), view.write()),
        current,
        count: directory.count(tab),
    }
}
