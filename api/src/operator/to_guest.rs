//! `usher members to-guest`

use std::fmt;

use shared::access::wire::Changes;
use shared::text::email_key;

use super::{OperatorError, store};
use crate::access::snapshots;
use crate::app::App;
use crate::authz::gate::Written;
use crate::authz::operator;
use crate::config::Config;
use crate::http::{Refusal, Request};
use crate::members::guests::{self, Converted};

/// What was done, or would be, as it is printed.
#[derive(Debug)]
pub enum ToGuest {
    Done { name: String, before: String, after: String, version: u64, changes: Changes },
    Already { name: String, after: String },
    Would { changes: Changes, seats: (u64, u64) },
}

impl fmt::Display for ToGuest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done { name, before, after, version, changes } => {
                write!(f, "{name} was {before} and is {after} now, from version {version} on: ")?;
                write!(f, "{} permissions lost, {} gained.", changes.lost, changes.gained)
            }
            Self::Already { name, after } => write!(f, "{name} is {after} already. Nothing was changed."),
            Self::Would { changes, seats: (before, after) } => {
                for row in &changes.data {
                    writeln!(
                        f,
                        "{} {}: {} from {} to {}",
                        row.resource.kind, row.resource.id, row.scope, row.before, row.after
                    )?;
                }
                write!(f, "{} permissions lost, {} gained. ", changes.lost, changes.gained)?;
                write!(f, "Paid seats: {before} before, {after} after. Nothing was written.")
            }
        }
    }
}

/// Turns a member of an organization into a guest. `person` is their public id, `usr_…`, or an address of
/// theirs. With `preview` nothing is written.
pub fn to_guest(
    config: Config,
    organization: &str,
    person: &str,
    preview: bool,
) -> Result<ToGuest, OperatorError> {
    let app = App::start(config).map_err(|error| OperatorError::Start(Box::new(error)))?;
    let found = app.db.read(|conn| store::organizations(conn, Some(organization)))?;
    let Some((id, _)) = found.into_iter().next() else {
        return Err(OperatorError::NoOrganization(organization.to_owned()));
    };
    let member = app.db.read::<_, Refusal>(|conn| {
        let user = match person.parse() {
            Ok(user) => Some(user),
            Err(_) => store::user_of(conn, &email_key(person))?,
        };
        let snapshot = snapshots::now(conn, &app, id)?;
        Ok(user.and_then(|user| snapshot.member_of_user(user)).map(|member| member.id))
    })?;
    let Some(member) = member else { return Err(OperatorError::NoMember(person.to_owned())) };
    let now = app.clock.now();
    let request = Request { preview, ..Request::unasked("members.to_guest", "usher members to-guest", now) };
    Ok(match operator::write(&app, &request, id, |tx| guests::convert(tx, member))? {
        Written::Done { answer: Converted { name, after, changed: false, .. }, .. } => {
            ToGuest::Already { name, after }
        }
        Written::Done { answer, version, changes, .. } => {
            let Converted { name, before, after, changed: _ } = answer;
            ToGuest::Done { name, before, after, version, changes }
        }
        Written::Rehearsed(preview) => {
            ToGuest::Would { changes: preview.changes, seats: (preview.seats.before, preview.seats.after) }
        }
        Written::Replayed(_) => return Err(OperatorError::Refused("this was done before".to_owned())),
    })
}
