//! The page and its head.

use leptos::prelude::*;
use shared::access::{Access, CoreScope, Seat, Status};
use shared::ids::MemberId;
use shared::members::wire::Member;

use super::super::common;
use super::super::logic::words::first_name;
use super::super::members::{
    DeleteDialog, HandOverDialog, ProposeEmailDialog, RemoveDialog, WorkspacesDialog,
};
use super::super::ownership::TransferDialog;
use super::super::parts::{Ends, asked_for};
use super::super::permissions::EditPermissions;
use super::access::EffectiveAccess;
use super::groups::Groups;
use super::history::History;
use super::leaving::Leaving;
use super::state::{Subject, begin};
use super::what_if::WhatIf;
use super::workspaces::Workspaces;
use super::yours::YourAccess;
use crate::components::{
    Art, Avatar, Button, ButtonLink, Date, Empty, Icon, Moment, Show, SkeletonRows, Tag,
};
use crate::here::use_here;
use crate::load::three_states;
use crate::router::use_router;
use crate::routes::Page;
use crate::shell::name_page;

/// `/{org}/members/{member}`; `me` is the reader.
#[component]
pub(crate) fn MemberPage(member: String) -> impl IntoView {
    if member == "me" {
        let id = use_here().me();
        return view! { <YourAccess id/> }.into_any();
    }
    match member.parse::<MemberId>().ok() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! {
            <Empty art=Art::Door title="There is nothing here for you" text="It does not exist, or you do not have access to it."/>
        }
        .into_any(),
    }
}

#[component]
fn Known(id: MemberId) -> impl IntoView {
    let subject = begin(id);
    let router = use_router();
    let members = subject.here.link(Page::Members);
    name_page(Signal::derive(move || {
        subject
            .member
            .content()
            .with(|member| member.as_ref().map(|member| member.user.name.clone()).unwrap_or_default())
    }));
    // Where somebody was deactivated, what they left is offered by an address.
    let asked = RwSignal::new(false);
    asked_for("heirs", move || asked.set(true));
    Effect::new(move |_| {
        let away = subject.member.content().get().filter(|member| member.status == Status::Deactivated);
        if let Some(member) = away.filter(|_| asked.get()) {
            asked.set(false);
            subject.handing.set(Some(member));
        }
    });
    view! {
        {three_states(subject.member, "This member", || view! { <SkeletonRows rows=3/> }, move |member: Signal<Member>| view! {
            <Head subject member/>
            <div class="split">
                <div class="stack" style:--stack="1.25rem">
                    <EffectiveAccess subject member/>
                    <Workspaces subject member/>
                    <Groups subject/>
                    <History subject/>
                    <Leaving subject member/>
                </div>
                <WhatIf subject member/>
            </div>
        })}
        <WorkspacesDialog placing=subject.placing on_saved=move || subject.again()/>
        <EditPermissions editing=subject.editing on_saved=move || subject.again()/>
        <DeleteDialog
            deleting=subject.deleting
            on_deleted={
                let members = members.clone();
                move |_: String| router.go(members.clone())
            }
            on_deactivated=move |_: String| subject.again()
        />
        <HandOverDialog handing=subject.handing on_done=move |_: String| subject.again()/>
        <ProposeEmailDialog proposing=subject.proposing on_proposed=move |_: String| subject.again()/>
        <TransferDialog heir=subject.heir on_done=move || subject.again()/>
        <RemoveDialog
            removing=subject.removing
            on_removed=move |_: String| router.go(members.clone())
            on_deactivated=move |_: String| subject.again()
        />
    }
}

#[component]
fn Head(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let here = subject.here;
    let name = Signal::derive(move || member.with(|member| member.user.name.clone()));
    let audit = format!("{}?target={}", here.link(Page::AuditLog), subject.id);
    view! {
        <div class="page-head">
            <div class="person">
                <Avatar name size="3.25rem"/>
                <div>
                    <h1>
                        {name} " "
                        {move || match member.with(|member| member.status) {
                            Status::Active => view! { <Tag tone="ok">"Active"</Tag> }.into_any(),
                            Status::Deactivated => view! { <Tag tone="warn">"Deactivated"</Tag> }.into_any(),
                        }}
                        {subject.is_me().then(|| view! { <Tag>"You"</Tag> })}
                        {move || member.with(|member| member.expires_at).map(|at| view! { <Ends at/> })}
                    </h1>
                    <div class="meta">
                        <span>{move || member.with(|member| member.user.email.clone())}</span>
                        {move || subject.proposed.content().get().flatten().map(|change| view! {
                            <span>
                                <Tag tone="warn">"New address proposed"</Tag> " " {change.email.to_string()}
                                <span class="faint">" until " <Date at=change.expires_at/></span>
                            </span>
                        })}
                        <span><Icon name="shield" small=true/>{move || member.with(|member| member.role.name.clone())}</span>
                        {move || member.with(|member| member.seat == Seat::Free).then(|| view! { <span><Icon name="seat" small=true/>"Free seat"</span> })}
                        <span>
                            <Icon name="clock" small=true/>
                            {move || match member.with(|member| member.last_active_at) {
                                Some(at) => view! { "Active " <Moment at=at/> }.into_any(),
                                None => "Never active".into_any(),
                            }}
                        </span>
                        <span class="faint">"Joined " <Date at=member.with_untracked(|member| member.joined_at)/></span>
                    </div>
                </div>
            </div>
            <div class="row wrap">
                <Show when=move || !subject.is_me() && here.can(CoreScope::Members, Access::Full)>
                    <Button icon="eye" on_press=move || here.see_as_member(subject.id, name.get_untracked())>
                        "See as " {move || first_name(&name.get()).to_owned()}
                    </Button>
                </Show>
                <Button icon="shield" reason=common::may_edit(here) on_press=move || subject.editing.set(Some(subject.id))>"Edit permissions"</Button>
                <Show when=move || here.can(CoreScope::Audit, Access::View)>
                    <ButtonLink icon="log" href=audit.clone()>"Activity"</ButtonLink>
                </Show>
            </div>
        </div>
    }
}
