//! What the reader may do. Pages ask here and never compare roles.

use leptos::prelude::*;
use shared::access::wire::SnapshotBody;
use shared::access::{Access, CoreScope};
use shared::ids::MemberId;

use crate::client::{self, Failure};
use crate::here::Here;

/// "Changing roles needs Full on Members. You have View, from the role Editor."
pub(crate) fn missing(here: Here, act: &str, scope: CoreScope, access: Access) -> String {
    let who = here.seen().with(|seen| seen.as_ref().map(|seen| seen.whose.words()));
    let has = who.map_or_else(|| "You have".to_owned(), |who| format!("{} has", capital(&who)));
    format!(
        "{act} needs {} on {}. {has} {}, from the role {}.",
        word(access),
        scope.label(),
        word(here.held(scope)),
        here.role_name()
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The level as a label.
pub(crate) const fn word(access: Access) -> &'static str {
    match access {
        Access::None => "None",
        Access::View => "View",
        Access::Full => "Full",
    }
}

/// The facts about these members and the reader, to evaluate in the page with the server's own functions.
pub(crate) async fn snapshot(here: Here, members: &[MemberId]) -> Result<SnapshotBody, Failure> {
    let ids: Vec<String> = members.iter().map(ToString::to_string).collect();
    client::get(here.path(&format!("/snapshot{}", crate::query::write([("members", ids.join(","))])))).await
}
