//! One member, with what can be done with them.

use leptos::prelude::*;
use shared::access::{Access, CoreScope, Denied, Resource, Seat, Status};
use shared::ids::MemberId;
use shared::members::wire::Member;

use super::super::common;
use super::super::logic::in_page::{Act, InPage, why_not};
use super::super::logic::words::{count, list_some};
use super::super::ownership::owns;
use super::super::parts::Ends;
use super::act::use_acts;
use super::role_cell::RoleCell;
use super::state::Directory;
use crate::components::{Check, Date, Icon, Menu, MenuItem, MenuLink, Moment, Person, Pips, Show, Tag};
use crate::here::Here;
use crate::load::Load;
use crate::routes::Page;

/// The row.
#[component]
pub(super) fn MemberRow(directory: Directory, id: MemberId, member: Signal<Member>) -> impl IntoView {
    let key = StoredValue::new(id.to_string());
    let me = directory.here.me();
    let first = member.get_untracked();
    let name = Signal::derive(move || member.with(|member| member.user.name.clone()));
    let email = Signal::derive(move || member.with(|member| member.user.email.clone()));
    let selected = Signal::derive(move || {
        directory.selection.with(|selection| key.with_value(|key| selection.contains(key)))
    });
    let off = member.with_untracked(|member| member.status == Status::Deactivated);
    view! {
        <tr
            role="row"
            tabindex="-1"
            data-member=id.to_string()
            class:fresh=move || directory.live.is_fresh(id)
            class:here=move || directory.at.get() == Some(id)
            class:pending-save=move || directory.saving.with(|saving| saving.contains(&id))
            on:focusin=move |_| directory.at.set(Some(id))
        >
            <td role="cell" class="c-check">
                <label>
                    <Check
                        label=Signal::derive(move || format!("Select {}", name.get()))
                        checked=selected
                        on_change=move |(_, shift): (bool, bool)| {
                            let rows = directory.ids_now();
                            key.with_value(|key| directory.selection.update(|selection| selection.press(key, shift, &rows)));
                        }
                    />
                </label>
            </td>
            <td role="cell" class="c-main">
                <Person name email class=if off { "off" } else { "" } href=directory.here.link(Page::Member(id.to_string()))>
                    {(id == me).then(|| view! { <Tag>"You"</Tag> })}
                    {move || (directory.view.with(|view| view.tab.key()) == "all" && member.with(|member| member.status == Status::Deactivated))
                        .then(|| view! { <Tag tone="line">"Deactivated"</Tag> })}
                    {move || member.with(|member| member.expires_at).map(|at| view! { <Ends at/> })}
                </Person>
            </td>
            <td role="cell" data-l="Role" data-role="">
                <span class="two">
                    <RoleCell directory member/>
                    {move || member.with(|member| member.seat == Seat::Free).then(|| view! { <span class="e">"Free seat"</span> })}
                </span>
            </td>
            <td role="cell" class="c-p2" data-l="Organization">
                <Pips levels=Signal::derive(move || organization_levels(directory, &member.get()))/>
            </td>
            <td role="cell" data-l="Can open">
                {move || member.with(|member| reach(directory.here, member))}
            </td>
            <td role="cell" data-l="Last active">
                {move || match member.with(|member| member.last_active_at) {
                    Some(at) => view! { <Moment at=at/> }.into_any(),
                    // What the server keeps of oneself may be a little late.
                    None => view! { <span class="faint">{if id == me { "Now" } else { "Never" }}</span> }.into_any(),
                }}
            </td>
            <td role="cell" class="c-skip c-p3" data-l="Joined"><Date at=first.joined_at/></td>
            <td role="cell" class="c-menu">
                <Menu
                    label=Signal::derive(move || format!("Actions for {}", name.get()))
                    button_label=Signal::derive(move || Some(format!("Actions for {}", name.get())))
                    class="btn icon ghost sm"
                    side="left"
                    trigger=|| view! { <Icon name="dots"/> }.into_any()
                >
                    <Items directory member/>
                </Menu>
            </td>
        </tr>
    }
}

/// What their role gives over the organization's areas; nothing to somebody deactivated.
fn organization_levels(directory: Directory, member: &Member) -> Vec<(String, Access)> {
    const SHOWN: [CoreScope; 5] = [
        CoreScope::General,
        CoreScope::Integrations,
        CoreScope::Members,
        CoreScope::Projects,
        CoreScope::Billing,
    ];
    let role = directory.roles().into_iter().find(|role| role.key == member.role.key);
    let held = |scope: CoreScope| match (&role, member.status) {
        (Some(role), Status::Active) => role.permissions.get(scope.key()).copied().unwrap_or_default(),
        _ => Access::None,
    };
    SHOWN.map(|scope| (scope.label().to_owned(), held(scope))).to_vec()
}

/// Where they get, of the places that are there for whoever the page is shown as. The server's count is the
/// reader's, and not said in somebody else's view.
fn reach(here: Here, member: &Member) -> impl IntoView + use<> {
    let (first, second) = if member.status == Status::Deactivated {
        ("Nothing now".to_owned(), Some("Kept for a return".to_owned()))
    } else if member.implicit {
        ("Everything".to_owned(), Some("Cannot be restricted".to_owned()))
    } else {
        let shown = member.workspaces.iter().filter(|place| here.shows(Resource::Workspace(place.id)));
        let names: Vec<String> = shown.map(|place| place.name.to_string()).collect();
        let where_to = list_some(&names, 2);
        let limited = if member.restricted { "Limited in " } else { "" };
        let places = (!where_to.is_empty()).then(|| format!("{limited}{where_to}"));
        if here.seen().with(Option::is_some) {
            (places.unwrap_or_else(|| "Nothing that is seen here".to_owned()), None)
        } else {
            (count(member.projects_count, "project", "projects"), places)
        }
    };
    view! { <span class="two reach">{first}{second.map(|second| view! { <span class="e">{second}</span> })}</span> }
}

/// The row's menu. What the viewer may not do stands there with its reason.
#[component]
fn Items(directory: Directory, member: Signal<Member>) -> impl IntoView {
    let acts = use_acts();
    let here = directory.here;
    let id = member.get_untracked().id;
    let page: Load<Option<InPage>> = common::in_page(move || vec![id]);
    let reason = move |act: Act| {
        Signal::derive(move || {
            if !here.can(CoreScope::Members, Access::Full) {
                return Some(why_not(Denied::PermissionDenied).to_owned());
            }
            page.content().with(|page| {
                let page = page.as_ref()?.as_ref()?;
                page.attempt(id, &act).err().map(|denied| why_not(denied).to_owned())
            })
        })
    };
    let (owner, may_edit) = (owns(), common::may_edit(here));
    let email_reason = Signal::derive(move || {
        may_edit.get().or_else(|| {
            page.content().with(|page| {
                page.as_ref()?.as_ref()?.may_propose_email(id).err().map(|denied| why_not(denied).to_owned())
            })
        })
    });
    let link = here.link(Page::Member(id.to_string()));
    let audit = format!("{}?target={}", here.link(Page::AuditLog), id);
    let myself = id == here.me();
    let edit_reason = Signal::derive(move || {
        may_edit.get().or_else(|| {
            page.content().with(|page| {
                let (page, role) = (page.as_ref()?.as_ref()?, member.with(|member| member.role.key.clone()));
                page.attempt(id, &Act::ChangeRole(role)).err().map(|denied| why_not(denied).to_owned())
            })
        })
    });
    view! {
        <MenuLink icon="shield-check" href=link.clone()>"Open and explain access"</MenuLink>
        {(!myself).then(|| view! {
            <MenuItem
                icon="eye"
                reason=Signal::derive(move || (!here.can(CoreScope::Members, Access::Full)).then(|| why_not(Denied::PermissionDenied).to_owned()))
                on_choose=move || here.see_as_member(id, member.with_untracked(|member| member.user.name.clone()))
            >
                "See the app as they do"
            </MenuItem>
        })}
        <MenuItem
            icon="swap" key="R"
            reason=Signal::derive(move || (!here.can(CoreScope::Members, Access::Full)).then(|| why_not(Denied::PermissionDenied).to_owned()))
            on_choose=move || super::super::keys::press(&format!("[data-member='{id}'] [data-role] button"))
        >
            "Change role…"
        </MenuItem>
        <MenuItem icon="shield" key="P" reason=edit_reason on_choose=move || directory.editing.set(Some(id))>"Edit permissions…"</MenuItem>
        <MenuItem icon="mail" reason=email_reason on_choose=move || directory.proposing.set(Some(member.get_untracked()))>"Change email…"</MenuItem>
        <MenuItem icon="squares" reason=common::may_edit(here) on_choose=move || directory.placing.set(Some(member.get_untracked()))>"Workspaces…"</MenuItem>
        <Show when=move || here.can(CoreScope::Audit, Access::View)>
            <MenuLink icon="log" href=audit.clone()>"Show in audit log"</MenuLink>
        </Show>
        <hr/>
        {move || match member.with(|member| member.status) {
            Status::Active => view! {
                <MenuItem icon="ban" reason=reason(Act::Deactivate) on_choose=move || acts.change_status(member.get_untracked(), Status::Deactivated)>
                    "Deactivate"
                </MenuItem>
            }.into_any(),
            Status::Deactivated => view! {
                <MenuItem icon="undo" reason=reason(Act::Activate) on_choose=move || acts.change_status(member.get_untracked(), Status::Active)>
                    "Activate"
                </MenuItem>
            }.into_any(),
        }}
        {if myself {
            view! { <MenuLink icon="leave" href=link.clone()>"Leave…"</MenuLink> }.into_any()
        } else {
            view! {
                <Show when=move || owner.get()>
                    <MenuItem icon="key" reason=reason(Act::HandOn) on_choose=move || directory.heir.set(Some(member.get_untracked()))>
                        "Make them the owner…"
                    </MenuItem>
                </Show>
                <MenuItem icon="leave" danger=true reason=reason(Act::Remove) on_choose=move || directory.removing.set(Some(member.get_untracked()))>
                    "Remove from " {move || here.organization().name.to_string()} "…"
                </MenuItem>
                <MenuItem icon="trash" danger=true reason=reason(Act::Remove) on_choose=move || directory.deleting.set(Some(member.get_untracked()))>
                    "Delete…"
                </MenuItem>
            }.into_any()
        }}
    }
}
