//! One invitation: what it says, and edit, resend, revoke, invite again.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope, Resource, Seat};
use shared::invitations::wire::{Delivery, Invitation, InvitationStatus, ResendInvitation, Resent};

use super::super::logic::invitation::{
    Tone, can_invite_again, ends, is_open, places, seat, sending, sent_again, standing,
};
use super::super::logic::words::refusal;
use super::super::parts::LinkBox;
use super::pending::Tab;
use super::state::Directory;
use crate::client::{self, Failure};
use crate::components::{
    BlankAvatar, Button, Check, Icon, Look, Menu, MenuItem, Moment, Show, Size, Tag, Toasts, use_toasts,
};
use crate::session::use_session;
use crate::time;

#[component]
pub(super) fn PendingRow(tab: Tab, invitation: Invitation) -> impl IntoView {
    let Tab { directory, invitations, selection, .. } = tab;
    let key = StoredValue::new(invitation.id.to_string());
    let chosen =
        Memo::new(move |_| selection.with(|selection| key.with_value(|key| selection.contains(key))));
    let may = Memo::new(move |_| directory.here.can(CoreScope::Members, Access::Full));
    let problem = invitation.problem;
    let asked = invitation.asked_address.clone();
    let now = time::now();
    let (tone, ending) = ends(&invitation, now);
    let (mail_tone, mail) = sending(&invitation);
    let waits = invitation.status == InvitationStatus::Queued;
    let refused = invitation.last_refusal.clone();
    let email = invitation.email.clone();
    let exact = invitation.expires_at.map(|end| time::date_time(&time::local(end)));
    let label = format!("Link for {email}");
    let select_name = StoredValue::new(email.clone());
    let (links, open) = (directory.links, is_open(&invitation, now));
    let whose = email.clone();
    let link = move || links.with(|links| links.get(&whose).filter(|_| open).cloned());
    let latest = Memo::new(move |last: Option<&Invitation>| {
        let found = invitations.content().with(|content| {
            content.iter().flat_map(|content| &content.rows).find(|row| row.id == invitation.id).cloned()
        });
        found.or_else(|| last.cloned()).unwrap_or_else(|| invitation.clone())
    });
    let role = move || latest.with(|row| row.role.name.clone());
    let seat = move || {
        let (id, status) = latest.with(|row| (row.role.id, row.status));
        let roles = directory.model.content();
        let role = roles
            .with(|model| model.as_ref()?.roles.iter().find(|role| role.id == id).map(|role| role.seat))?;
        seat(status, role == Seat::Paid).map(|words| view! { <span class="e">{words}</span> })
    };
    let access = move || {
        // Of what it brings, the places that are there for whoever the page is shown as.
        let here = directory.here;
        let (first, second) = latest.with(|row| {
            let mut row = row.clone();
            row.workspaces
                .retain(|place| place.id.parse().is_ok_and(|id| here.shows(Resource::Workspace(id))));
            row.projects.retain(|place| place.id.parse().is_ok_and(|id| here.shows(Resource::Project(id))));
            let reach = directory.model.content().with(|model| {
                let role = model.as_ref()?.roles.iter().find(|role| role.id == row.role.id)?;
                Some(role.reach)
            });
            places(&row, reach)
        });
        view! { {first}{second.map(|second| view! { <span class="e">{second}</span> })} }
    };
    let sender = move || {
        let sender = latest.with(|row| row.invited_by.clone());
        format!("{}{}", sender.name, if sender.is_member { "" } else { " (no longer a member)" })
    };
    view! {
        <tr role="row" class:sel=move || chosen.get()>
            <td role="cell" class="c-check">
                <Show when=move || may.get()>
                    <label class="hit">
                        <Check
                            label=format!("Select the invitation of {}", select_name.get_value())
                            checked=chosen
                            on_change=move |(_, shift): (bool, bool)| {
                                let rows = untrack(|| tab.ids());
                                key.with_value(|key| selection.update(|selection| selection.press(key, shift, &rows)));
                            }
                        />
                    </label>
                </Show>
            </td>
            <td role="cell" class="c-main">
                <span class="who">
                    <BlankAvatar/>
                    <span>
                        <span class="n">{email.clone()}</span>
                        <span class="e">
                            "Invited by " {sender}
                        </span>
                    </span>
                </span>
                {problem.map(|code| view! { <span class="e"><Tag tone="danger" icon="ban">{standing(code)}</Tag></span> })}
                {asked.map(|asked| view! { <Asked tab email=asked.email latest may/> })}
                {move || link().map(|link| view! { <LinkBox link name=label.clone()/> })}
            </td>
            <td role="cell" data-l="Role"><span class="two">{role}{seat}</span></td>
            <td role="cell" data-l="Access">
                <span class="two">{access}</span>
            </td>
            <td role="cell" class="c-p2" data-l="Delivery">
                <span class="two">
                    {tagged(mail_tone, mail.to_owned())}
                    {refused.map(|refusal_| view! {
                        <span class="e">{refusal(&refusal_.code)} ", " <Moment at=refusal_.at/></span>
                    })}
                </span>
            </td>
            <td role="cell" data-l="Expires">
                <span class="two" title=exact>
                    {tagged(tone, ending)}
                    {waits.then(|| view! { <span class="e">"Until a seat is freed or the plan grows"</span> })}
                </span>
            </td>
            <td role="cell" class="c-menu c-acts"><Acts tab latest/></td>
        </tr>
    }
}

fn tagged(tone: Tone, words: String) -> AnyView {
    match tone {
        Tone::Plain => words.into_any(),
        Tone::Warn => view! { <Tag tone="warn" icon="clock">{words}</Tag> }.into_any(),
        Tone::Danger => view! { <Tag tone="danger">{words}</Tag> }.into_any(),
    }
}

/// Somebody who holds the link asks for it at another address.
#[component]
fn Asked(tab: Tab, email: String, latest: Memo<Invitation>, may: Memo<bool>) -> impl IntoView {
    let asked = StoredValue::new(email.clone());
    view! {
        <span class="e">
            {email} " asks for it"
            <Show when=move || may.get()>
                " "
                <button type="button" class="link inline-link" on:click=move |_| tab.moving.set(Some((latest.get_untracked(), Some(asked.get_value()))))>
                    "Send it there…"
                </button>
            </Show>
        </span>
    }
}

/// Sends it again; says how it went. The link to pass on, if there is one, is kept in the tab. `base` is the path of the
/// organization's invitations: where this is an undo, its pages may be gone.
pub(super) async fn resend(
    directory: Directory,
    base: &str,
    invitation: &Invitation,
    delivery: Option<Delivery>,
) -> Result<Resent, Failure> {
    let path = format!("{base}/{}/resend", invitation.id);
    let resent = client::post::<Resent>(path, &ResendInvitation { delivery }).await?;
    directory.keep_link(invitation.email.clone(), resent.link.clone());
    Ok(resent)
}

/// Takes back that these were revoked: the same choices, with new links. The ones that were revoked stay dead.
pub(super) fn again(tab: Tab, base: String, toasts: Toasts, revoked: Vec<Invitation>) {
    spawn_local(async move {
        let mut sent = Vec::new();
        for invitation in revoked {
            match resend(tab.directory, &base, &invitation, None).await {
                Ok(resent) => sent.push(resent),
                Err(failure) => {
                    toasts.not_done(&format!("{} is not invited again", invitation.email), &failure);
                }
            }
        }
        match sent.as_slice() {
            [] => {}
            [one] => toasts.done(format!("{}. The old link stays dead", sent_again(one))),
            several => {
                toasts.done(format!("{} people are invited again. The old links stay dead", several.len()));
            }
        }
        tab.settle();
    });
}

#[component]
fn Acts(tab: Tab, latest: Memo<Invitation>) -> impl IntoView {
    let Tab { directory, editing, moving, .. } = tab;
    let (here, toasts) = (directory.here, use_toasts());
    let busy = RwSignal::new(false);
    let invitation = latest.get_untracked();
    let open = is_open(&invitation, time::now());
    let waits = invitation.status == InvitationStatus::Queued;
    let none_free = Memo::new(move |_| waits && directory.seats.none_free());
    let none_free = Signal::derive(move || none_free.get().then(|| "No seat is free.".to_owned()));
    let repeat =
        can_invite_again(invitation.status) || (!open && invitation.status == InvitationStatus::Pending);
    let email = StoredValue::new(invitation.email.clone());
    // A live change may redraw this row while an answer is under way: what is said then is taken along.
    let settled = move |email: &str, failure: Option<Failure>| {
        let _ = busy.try_set(false);
        if let Some(failure) = failure {
            toasts.not_done(&format!("The invitation of {email} is as it was"), &failure);
        }
        tab.settle();
    };
    let send = move |delivery: Option<Delivery>| {
        busy.set(true);
        let (invitation, base) = (latest.get_untracked(), here.path("/invitations"));
        spawn_local(async move {
            let email = invitation.email.clone();
            match resend(directory, &base, &invitation, delivery).await {
                Ok(resent) => {
                    let old = match (waits, open) {
                        (true, _) => "",
                        (false, true) => ". The old link is dead",
                        (false, false) => ", with the same choices",
                    };
                    toasts.done(format!("{}{old}", sent_again(&resent)));
                    settled(&email, None);
                }
                Err(failure) => settled(&email, Some(failure)),
            }
        });
    };
    let revoke = move || {
        busy.set(true);
        let (invitation, base) = (latest.get_untracked(), here.path("/invitations"));
        spawn_local(async move {
            let email = invitation.email.clone();
            match client::delete::<serde_json::Value>(format!("{base}/{}", invitation.id)).await {
                Ok(_) => {
                    let link = if waits { "No mail goes out" } else { "Its link is dead" };
                    let said = format!("The invitation of {email} is revoked. {link}");
                    toasts.done_with_undo(said, move || {
                        again(tab, base.clone(), toasts, vec![invitation.clone()]);
                    });
                    settled(&email, None);
                }
                Err(failure) => settled(&email, Some(failure)),
            }
        });
    };
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    let mails = untrack(|| use_session().sends_mail());
    move || {
        may.get().then(|| {
            view! {
                <span class="row" style:justify-content="flex-end" style:gap="2px">
                    {open.then(|| view! {
                        <span title="Changes what they are offered. The link stays the same.">
                            <Button look=Look::Ghost size=Size::Small busy on_press=move || editing.set(Some(latest.get_untracked()))>"Edit…"</Button>
                        </span>
                    })}
                    {(open && !waits).then(|| view! {
                        <span title=if mails { "Restarts the days and sends a new link. The old link stops working." } else { "Restarts the days and makes a new link to pass on. The old link stops working." }>
                            <Button look=Look::Ghost size=Size::Small busy on_press=move || send(None)>"Resend"</Button>
                        </span>
                    })}
                    <Show when=move || waits && none_free.with(Option::is_none)>
                        <span title="A seat is free">
                            <Button look=Look::Ghost size=Size::Small busy on_press=move || send(None)>"Send now"</Button>
                        </span>
                    </Show>
                    {open.then(|| view! {
                        <Button look=Look::Ghost size=Size::Small busy on_press=revoke>"Revoke"</Button>
                    })}
                    {repeat.then(|| view! {
                        <span title="The same choices, with a new link">
                            <Button look=Look::Ghost size=Size::Small busy on_press=move || send(None)>"Invite again"</Button>
                        </span>
                    })}
                    <Menu
                        label=Signal::derive(move || format!("More for {}", email.get_value()))
                        button_label=Signal::derive(move || Some(format!("More for {}", email.get_value())))
                        class="btn icon ghost sm"
                        side="left"
                        trigger=|| view! { <Icon name="dots"/> }.into_any()
                    >
                        <MenuItem icon="link" reason=none_free on_choose=move || send(Some(Delivery::Link))>"New link to pass on"</MenuItem>
                        {mails.then(|| view! { <MenuItem icon="mail" reason=none_free on_choose=move || send(Some(Delivery::Email))>"Mail a new link"</MenuItem> })}
                        <MenuItem icon="swap" on_choose=move || moving.set(Some((latest.get_untracked(), None)))>"Change the address…"</MenuItem>
                    </Menu>
                </span>
            }
        })
    }
}
