//! One invitation: what it says, and edit, resend, revoke, invite again.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope, Resource};
use shared::invitations::wire::{Invitation, InvitationStatus, Resent};

use super::super::logic::invitation::{Tone, can_invite_again, delivery, ends, is_open, places};
use super::super::logic::words::refusal;
use super::super::parts::LinkBox;
use super::pending::Invitations;
use super::state::Directory;
use crate::client::{self, Failure};
use crate::components::{BlankAvatar, Button, Look, Moment, Size, Tag, use_toasts};
use crate::load::Load;
use crate::time;

#[component]
pub(super) fn PendingRow(
    directory: Directory,
    invitations: Load<Invitations>,
    invitation: Invitation,
    /// The one whose offer is being changed.
    editing: RwSignal<Option<Invitation>>,
) -> impl IntoView {
    let now = time::now();
    let (tone, ending) = ends(&invitation, now);
    let (mail_tone, mail) = delivery(invitation.delivery_state);
    let refused = invitation.last_refusal.clone();
    let email = invitation.email.clone();
    let exact = time::date_time(&time::local(invitation.expires_at));
    let label = format!("Link for {email}");
    let (links, open) = (directory.links, is_open(&invitation, now));
    let key = email.clone();
    let link = move || links.with(|links| links.get(&key).filter(|_| open).cloned());
    let latest = Memo::new(move |last: Option<&Invitation>| {
        let found = invitations.content().with(|content| {
            content.iter().flat_map(|content| &content.rows).find(|row| row.id == invitation.id).cloned()
        });
        found.or_else(|| last.cloned()).unwrap_or_else(|| invitation.clone())
    });
    let role = move || latest.with(|row| row.role.name.clone());
    let access = move || {
        // Of what it brings, the places that are there for whoever the page is shown as.
        let here = directory.here;
        let (first, second) = latest.with(|row| {
            let mut row = row.clone();
            row.workspaces
                .retain(|place| place.id.parse().is_ok_and(|id| here.shows(Resource::Workspace(id))));
            row.projects.retain(|place| place.id.parse().is_ok_and(|id| here.shows(Resource::Project(id))));
            places(&row)
        });
        view! { {first}{second.map(|second| view! { <span class="e">{second}</span> })} }
    };
    let sender = move || {
        let sender = latest.with(|row| row.invited_by.clone());
        format!("{}{}", sender.name, if sender.is_member { "" } else { " (no longer a member)" })
    };
    view! {
        <tr role="row">
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
                {move || link().map(|link| view! { <LinkBox link name=label.clone()/> })}
            </td>
            <td role="cell" data-l="Role"><span class="two">{role}</span></td>
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
            <td role="cell" data-l="Expires"><span title=exact>{tagged(tone, ending)}</span></td>
            <td role="cell" class="c-menu c-acts"><Acts directory invitations latest editing/></td>
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

#[component]
fn Acts(
    directory: Directory,
    invitations: Load<Invitations>,
    latest: Memo<Invitation>,
    editing: RwSignal<Option<Invitation>>,
) -> impl IntoView {
    let (here, toasts) = (directory.here, use_toasts());
    let busy = RwSignal::new(false);
    let invitation = latest.get_untracked();
    let open = is_open(&invitation, time::now());
    let editable = open && invitation.status == InvitationStatus::Pending;
    let repeat =
        can_invite_again(invitation.status) || (!open && invitation.status == InvitationStatus::Pending);
    let invitation = StoredValue::new(invitation);
    let path =
        move |rest: &str| here.path(&format!("/invitations/{}{rest}", invitation.with_value(|row| row.id)));
    let email = move || invitation.with_value(|row| row.email.clone());
    // A live change may redraw this row while an answer is under way: what is said then is taken along.
    let settled = move |email: &str, failure: Option<Failure>| {
        busy.set(false);
        if let Some(failure) = failure {
            toasts.not_done(&format!("The invitation of {email} is as it was"), &failure);
        }
        invitations.again();
        directory.pending_count.again();
    };
    let resend = move || {
        busy.set(true);
        let (email, path) = (email(), path("/resend"));
        spawn_local(async move {
            match client::post_empty::<Resent>(path).await {
                Ok(resent) => {
                    let how =
                        if resent.link.is_some() { "Copy the new link" } else { "A new link is on its way" };
                    toasts.done(format!("{how} for {email}. The old link is dead"));
                    directory.keep_link(email.clone(), resent.link);
                    settled(&email, None);
                }
                Err(failure) => settled(&email, Some(failure)),
            }
        });
    };
    let revoke = move || {
        busy.set(true);
        let (email, path) = (email(), path(""));
        spawn_local(async move {
            match client::delete::<serde_json::Value>(path).await {
                Ok(_) => {
                    toasts.done(format!("The invitation of {email} is revoked. Its link is dead"));
                    settled(&email, None);
                }
                Err(failure) => settled(&email, Some(failure)),
            }
        });
    };
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    move || {
        may.get().then(|| {
            view! {
                <span class="row" style:justify-content="flex-end" style:gap="2px">
                    {editable.then(|| view! {
                        <span title="Changes what they are offered. The link stays the same.">
                            <Button look=Look::Ghost size=Size::Small busy on_press=move || editing.set(Some(latest.get_untracked()))>"Edit…"</Button>
                        </span>
                    })}
                    {open.then(|| view! {
                        <span title="Restarts the days and sends a new link. The old link stops working.">
                            <Button look=Look::Ghost size=Size::Small busy on_press=resend>"Resend"</Button>
                        </span>
                        <Button look=Look::Ghost size=Size::Small busy on_press=revoke>"Revoke"</Button>
                    })}
                    {repeat.then(|| view! {
                        <span title="The same choices, with a new link">
                            <Button look=Look::Ghost size=Size::Small busy on_press=resend>"Invite again"</Button>
                        </span>
                    })}
                </span>
            }
        })
    }
}
