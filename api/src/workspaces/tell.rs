//! Who hears that a workspace opened or closed, ended or came back: whoever it changes anything for.

use chrono::{DateTime, Utc};
use shared::access::{Snapshot, Visibility, diff};
use shared::ids::{UserId, WorkspaceId};
use shared::notifications::{Page, Topic};

use crate::authz::{Proof, Writing};
use crate::http::Refusal;
use crate::notifications::Notice;
use crate::{access, organizations};

/// Tells everybody who had something in it, and until when it can be restored.
pub(super) fn deleted<N>(
    tx: &mut Writing<'_, N>,
    before: &Snapshot,
    name: &str,
    until: DateTime<Utc>,
) -> Result<(), Refusal> {
    let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
    let text = format!(
        "{actor} deleted the workspace {name} of {organization}. It can be restored until {}.",
        until.format("%-d %B %Y")
    );
    let notice = Notice::new(Topic::Access, "workspaces.delete", text).at(Page::OwnAccess);
    let users = touched(tx, before);
    tx.notify_all(&users, &notice)
}

/// Tells everybody who has something in it again.
pub(super) fn restored<N>(
    tx: &mut Writing<'_, N>,
    before: &Snapshot,
    workspace: WorkspaceId,
    name: &str,
) -> Result<(), Refusal> {
    let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
    let text =
        format!("{actor} restored the workspace {name} of {organization}. You have what you had there.");
    let notice = Notice::new(Topic::Access, "workspaces.restore", text).at(Page::Workspace(workspace));
    let users = touched(tx, before);
    tx.notify_all(&users, &notice)
}

/// Tells everybody who comes into it by its opening, or is out of it by its closing.
pub(super) fn moved<N>(
    tx: &mut Writing<'_, N>,
    before: &Snapshot,
    workspace: WorkspaceId,
    name: &str,
    visibility: Visibility,
) -> Result<(), Refusal> {
    let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
    let (text, page) = match visibility {
        Visibility::Open => (
            format!(
                "{actor} opened the workspace {name} of {organization} to every member. You are in it now."
            ),
            Page::Workspace(workspace),
        ),
        Visibility::Private => (
            format!(
                "{actor} made the workspace {name} of {organization} private. You are not in it any more."
            ),
            Page::OwnAccess,
        ),
    };
    let notice = Notice::new(Topic::Access, "workspaces.set_visibility", text).at(page);
    let users = touched(tx, before);
    tx.notify_all(&users, &notice)
}

fn touched<N>(tx: &Writing<'_, N>, before: &Snapshot) -> Vec<UserId> {
    // A rehearsal has nobody to tell.
    if tx.request().preview {
        return Vec::new();
    }
    let after = tx.picture();
    let touched = access::touched(&diff(&before.uncapped(), &after.uncapped(), tx.now()));
    touched.into_iter().filter_map(|member| after.member(member)).map(|row| row.user).collect()
}
