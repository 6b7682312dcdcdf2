//! `GET /v1/me/notification-preferences`

use std::collections::BTreeMap;

use shared::list::Page;
use shared::notifications::wire::NotificationPreference;
use shared::notifications::{Channels, Topic};

use super::store;
use crate::authz::OwnReading;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Shows where whoever asks is told of what.
pub struct ShowPreferences;

impl Operation for ShowPreferences {
    const SPEC: Spec = Spec::get(
        "/v1/me/notification-preferences",
        "notifications.show_preferences",
        "Show where I am told of what",
    );
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Page<NotificationPreference>;
}

impl OwnRead for ShowPreferences {
    fn run(tx: &mut OwnReading<'_>, _: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        Ok(answer(&store::preferences(tx)?))
    }
}

/// Every topic, with what is in force.
pub(super) fn answer(chosen: &BTreeMap<Topic, Channels>) -> Page<NotificationPreference> {
    let all = Topic::ALL.into_iter().map(|topic| {
        let Channels { in_app, by_mail } = topic.channels(chosen.get(&topic).copied());
        NotificationPreference {
            topic,
            name: topic.label().to_owned(),
            description: topic.description().to_owned(),
            in_app,
            by_mail,
            required: topic.is_required(),
        }
    });
    Page::whole(all.collect())
}
