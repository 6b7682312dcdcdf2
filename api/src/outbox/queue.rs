//! Writing a mail down, and taking it back.

use chrono::{DateTime, Utc};
use shared::ids::{InvitationId, OrganizationId};

use super::letters::{Choice, Letter, Rendered};
use super::store::{self, NewMail};
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

/// Writes a mail down in the caller's transaction: it leaves if that is committed, and only then.
pub fn queue(
    conn: &mut AnyConn,
    app: &App,
    now: DateTime<Utc>,
    to: &str,
    letter: &dyn Letter,
    about: About,
) -> Result<(), Refusal> {
    let mail = ready(app, vec![to.to_owned()], letter, about, Choice::Unsaid)?;
    queue_all(conn, now, mail.as_slice())
}

/// The same for mails that are ready. Thousands are a few statements.
pub fn queue_all(conn: &mut AnyConn, now: DateTime<Utc>, mails: &[NewMail]) -> Result<(), Refusal> {
    store::insert(conn, mails, now)?;
    Ok(())
}

/// A mail as it is to be written down for each of these addresses; `None` where mail cannot be sent: the links are
/// shown to be copied, and a mail that waited for years would come as a surprise.
pub fn ready(
    app: &App,
    recipients: Vec<String>,
    letter: &dyn Letter,
    about: About,
    choice: Choice<'_>,
) -> Result<Option<NewMail>, Refusal> {
    if !app.mailer.can_send() {
        return Ok(None);
    }
    let plain = serde_json::to_vec(&Rendered::of(letter, choice)).map_err(Refusal::internal)?;
    Ok(Some(NewMail {
        organization: about.organization,
        invitation: about.invitation.filter(|_| letter.brings_invitation()),
        kind: letter.kind(),
        payload: app.keys.seal(&plain),
        recipients,
    }))
}

/// Drops the mails that bring this invitation and have not left: it was revoked, or issued again. One
/// that is being sent right now cannot be called back, but it no longer speaks for the invitation.
pub fn void(conn: &mut AnyConn, invitation: InvitationId) -> Result<(), Refusal> {
    store::void(conn, invitation)?;
    Ok(())
}
