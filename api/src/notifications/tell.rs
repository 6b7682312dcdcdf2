//! Telling people: one act, which looks at what each of them chose.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use shared::ids::{OrganizationId, UserId};
use shared::notifications::Topic;

use super::notice::Notice;
use super::store::{self, Listed};
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
/// is written in the transaction of what it tells.
pub(crate) fn tell(
    conn: &mut AnyConn,
    app: &App,
    now: DateTime<Utc>,
    place: Option<&Place>,
    users: &[UserId],
    notice: &Notice,
) -> Result<Vec<UserId>, Refusal> {
    tell_all(conn, app, now, place, &[(users.to_vec(), notice.clone())])
}

/// The same for several notices, each to its people. However many they are, they are a few statements.
pub(crate) fn tell_all(
    conn: &mut AnyConn,
    app: &App,
    now: DateTime<Utc>,
    place: Option<&Place>,
    notices: &[(Vec<UserId>, Notice)],
) -> Result<Vec<UserId>, Refusal> {
    let mut asked: BTreeMap<Topic, Vec<UserId>> = BTreeMap::new();
    for (users, notice) in notices.iter().filter(|(_, notice)| !notice.topic.is_required()) {
        asked.entry(notice.topic).or_default().extend(users);
    }
    let mut chosen = HashMap::new();
    for (topic, users) in asked {
        chosen.insert(topic, store::chosen(conn, &users, topic)?);
    }
    let channels = |topic: Topic, user: UserId| {
        topic.channels(chosen.get(&topic).and_then(|chosen| chosen.get(&user)).copied())
    };
    let organization = place.map(|place| place.id);
    let paths: Vec<Option<String>> = notices
        .iter()
        .map(|(_, notice)| notice.page.map(|page| page.path(place.map_or("", |place| &place.slug))))
        .collect();
    let (mut listed, mut mailed) = (Vec::new(), Vec::new());
    for ((users, notice), path) in notices.iter().zip(&paths) {
        let (mut once, link, mut by_mail) =
            (HashSet::with_capacity(users.len()), path.as_deref(), Vec::new());
        for user in users.iter().copied().filter(|user| once.insert(*user)) {
            let channels = channels(notice.topic, user);
            if channels.in_app {
                listed.push(Listed { user, notice, link });
            }
            if channels.by_mail {
                by_mail.push(user);
            }
        }
        mailed.push((by_mail, notice, link));
    }
    store::insert(conn, now, organization, &listed)?;
    if app.mailer.can_send() {
        mail(conn, app, now, place, &mailed)?;
    }
    Ok(listed.into_iter().map(|listed| listed.user).collect())
}

/// Writes down the mails of notices, each to its people.
fn mail(
    conn: &mut AnyConn,
    app: &App,
    now: DateTime<Utc>,
    place: Option<&Place>,
    mailed: &[(Vec<UserId>, &Notice, Option<&str>)],
) -> Result<(), Refusal> {
    let everybody: Vec<UserId> = mailed.iter().flat_map(|(users, ..)| users).copied().collect();
    let addresses = store::addresses(conn, &everybody)?;
    let about = About { organization: place.map(|place| place.id), invitation: None };
    let preferences = app.config.page(PREFERENCES);
    let mut mails = Vec::new();
    for (users, notice, path) in mailed {
        let to: Vec<String> = users.iter().filter_map(|user| addresses.get(user)).cloned().collect();
        if to.is_empty() {
            continue;
        }
        let choice = match notice.topic.is_required() {
            true => Choice::Always,
            false => Choice::At(&preferences),
        };
        mails.extend(match &notice.letter {
            Some(letter) => outbox::ready(app, to, &**letter, about, choice)?,
            None => outbox::ready(app, to, &plain(app, place, notice, *path), about, choice)?,
        });
    }
    outbox::queue_all(conn, now, &mails)
}

/// Lists a notice for one person, whatever they chose.
pub(crate) fn list_one(
    conn: &mut AnyConn,
    now: DateTime<Utc>,
    user: UserId,
    organization: Option<OrganizationId>,
    notice: &Notice,
) -> Result<(), Refusal> {
    store::insert(conn, now, organization, &[Listed { user, notice, link: None }])
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
