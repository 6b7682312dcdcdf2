//! Writing a mail down, and taking it back.

use chrono::{DateTime, Utc};
use shared::ids::{InvitationId, OrganizationId};

use super::letters::{Choice, Letter, Rendered};
use super::store;
use crate::app::App;
use crate::db::AnyConn;
use crate::http::Refusal;

/// What a mail is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    pub organization: Option<OrganizationId>,
    /// The invitation that the mail brings; it then shows how the mail fares.
    pub invitation: Option<InvitationId>,
}

/// Writes a mail down in the caller's transaction: it leaves if that is committed, and only then. Where
/// mail cannot be sent nothing is written: the links are shown to be copied, and a mail that waited for
/// years would come as a surprise.
pub fn queue(
    conn: &mut AnyConn,
    app: &App,
    now: DateTime<Utc>,
    to: &str,
    letter: &dyn Letter,
    about: About,
) -> Result<(), Refusal> {
    queue_all(conn, app, now, &[to.to_owned()], letter, about, Choice::Unsaid)
}

/// The same mail to each of these.
pub fn queue_all(
    conn: &mut AnyConn,
    app: &App,
    now: DateTime<Utc>,
    to: &[String],
    letter: &dyn Letter,
    about: About,
    choice: Choice<'_>,
) -> Result<(), Refusal> {
    if !app.mailer.can_send() || to.is_empty() {
        return Ok(());
    }
    let plain = serde_json::to_vec(&Rendered::of(letter, choice)).map_err(Refusal::internal)?;
    let mail = store::NewMail {
        organization: about.organization,
        invitation: about.invitation.filter(|_| letter.brings_invitation()),
        kind: letter.kind(),
        payload: app.keys.seal(&plain),
    };
    store::insert(conn, &mail, to, now)?;
    Ok(())
}

/// Drops the mails that bring this invitation and have not left: it was revoked, or issued again. One
/// that is being sent right now cannot be called back, but it no longer speaks for the invitation.
pub fn void(conn: &mut AnyConn, invitation: InvitationId) -> Result<(), Refusal> {
    store::void(conn, invitation)?;
    Ok(())
}
