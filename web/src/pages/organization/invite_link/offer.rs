//! After somebody was removed or deactivated: whoever left may still hold the link.

use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::invite_links::wire::InviteLink;

use crate::client::{self, Failure};
use crate::components::Toasts;

/// Offers to reset the link, where the server says that it should be. `members` is the path of the directory: the
/// page may be gone by the time.
pub(crate) fn offer_reset(members: &str, toasts: Toasts) {
    let link = members.replace("/members", "/invite-link");
    spawn_local(async move {
        // It is off, or not theirs to see.
        let Ok(found) = client::get::<InviteLink>(link.clone()).await else { return };
        if found.reset_suggested.is_none() {
            return;
        }
        toasts.offer("Whoever left may still have the invite link", "Reset the invite link", move || {
            let link = link.clone();
            spawn_local(async move {
                let answer: Result<Changed<InviteLink>, Failure> =
                    client::post_empty(format!("{link}/reset")).await;
                match answer {
                    Ok(_) => toasts.done("The invite link is reset. The old one is dead"),
                    Err(failure) => toasts.not_done("The invite link is as before", &failure),
                }
            });
        });
    });
}
