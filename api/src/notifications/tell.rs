//! Telling people: one act, which looks at what each of them chose.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use shared::ids::{OrganizationId, UserId};
use shared::notifications::{Channels, Topic};

use super::notice::Notice;
use super::store;
use crate::app::App;
use crate::db::AnyConn;
use crate::http::Refusal;
use crate::outbox::letters::{Choice, Told};
use crate::outbox::{self, About};

/// Where people choose what is mailed to them.
const PREFERENCES: &str = "account/notices";

/// The organization that a notice is about.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub id: OrganizationId,
    pub name: String,
    pub slug: String,
}

/// Tells people, each once, where they chose to be told; answers with those whose list in the app is longer now. It
/// is written in the transaction of what it tells. Thousands at once are a few statements.
pub(crate) fn tell(
    conn: &mut AnyConn,
    app: &App,
    now: DateTime<Utc>,
    place: Option<&Place>,
    users: &[UserId],
    notice: &Notice,
) -> Result<Vec<UserId>, Refusal> {
    let mut once = HashSet::with_capacity(users.len());
    let users: Vec<UserId> = users.iter().copied().filter(|user| once.insert(*user)).collect();
    let chosen = match notice.topic.is_required() {
        true => std::collections::HashMap::new(),
        false => store::chosen(conn, &users, notice.topic)?,
    };
    let channels = |user: &UserId| -> Channels { notice.topic.channels(chosen.get(user).copied()) };
    let in_app: Vec<UserId> = users.iter().copied().filter(|user| channels(user).in_app).collect();
    let by_mail: Vec<UserId> = users.iter().copied().filter(|user| channels(user).by_mail).collect();
    let path = notice.page.map(|page| page.path(place.map_or("", |place| &place.slug)));
    store::insert(conn, now, place.map(|place| place.id), &in_app, notice, path.as_deref())?;
    if app.mailer.can_send() && !by_mail.is_empty() {
        let addresses = store::addresses(conn, &by_mail)?;
        let about = About { organization: place.map(|place| place.id), invitation: None };
        let preferences = app.config.page(PREFERENCES);
        let choice = match notice.topic.is_required() {
            true => Choice::Always,
            false => Choice::At(&preferences),
        };
        match &notice.letter {
            Some(letter) => outbox::queue_all(conn, app, now, &addresses, &**letter, about, choice)?,
            None => {
                let letter = plain(app, place, notice, path.as_deref());
                outbox::queue_all(conn, app, now, &addresses, &letter, about, choice)?;
            }
        }
    }
    Ok(in_app)
}

/// Lists a notice for one person, whatever they chose.
pub(crate) fn list_one(
    conn: &mut AnyConn,
    now: DateTime<Utc>,
    user: UserId,
    organization: Option<OrganizationId>,
    notice: &Notice,
) -> Result<(), Refusal> {
    store::insert(conn, now, organization, &[user], notice, None)
}

/// The mail of a notice that has none of its own.
fn plain(app: &App, place: Option<&Place>, notice: &Notice, path: Option<&str>) -> Told {
    let link = notice.page.zip(path).map(|(page, path)| {
        let link = app.config.page(path.trim_start_matches('/'));
        (page.label().to_owned(), link)
    });
    let why = match (notice.topic, place) {
        (Topic::Account, _) | (_, None) => "You get this because it concerns your Usher account.".to_owned(),
        (
            Topic::Membership
            | Topic::Role
            | Topic::Access
            | Topic::Shares
            | Topic::Endings
            | Topic::Invitations
            | Topic::Organization,
            Some(place),
        ) => format!("You get this because it concerns you at {}.", place.name),
        (Topic::EndingsOfOthers | Topic::Requests | Topic::Joins, Some(place)) => {
            format!("You get this because you manage the members of {}.", place.name)
        }
    };
    Told { text: notice.text.clone(), link, why }
}
