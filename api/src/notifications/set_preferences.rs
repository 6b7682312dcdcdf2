//! `PUT /v1/me/notification-preferences`

use std::collections::BTreeMap;

use serde_json::json;
use shared::list::Page;
use shared::notifications::wire::{ChosenChannels, NotificationPreference, PutNotificationPreferences};
use shared::notifications::{Channels, Topic};

use super::show_preferences::answer;
use super::store;
use crate::authz::{OwnOutcome, OwnWriting};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, OwnWrite, Refusal, Spec};

/// Chooses where one is told of what: the whole set. What is required is told in any case, and saying otherwise is
/// refused.
pub struct SetPreferences;

impl Operation for SetPreferences {
    const SPEC: Spec = Spec::put(
        "/v1/me/notification-preferences",
        "notifications.set_preferences",
        "Choose where I am told of what",
    );
    type Inner = ();
    type Query = NoQuery;
    type Body = PutNotificationPreferences;
    type Answer = Page<NotificationPreference>;
}

impl OwnWrite for SetPreferences {
    fn run(
        tx: &mut OwnWriting<'_>,
        mut ask: Ask<'_, Self>,
    ) -> Result<OwnOutcome<Page<NotificationPreference>>, Refusal> {
        let wanted = read(&ask.body()?)?;
        let before = store::preferences(tx)?;
        if wanted == before {
            return Ok(OwnOutcome::unchanged(answer(&before)));
        }
        store::set_preferences(tx, &wanted)?;
        let told: BTreeMap<&str, _> = wanted
            .iter()
            .map(|(topic, Channels { in_app, by_mail })| {
                (topic.key(), json!({ "in_app": in_app, "by_mail": by_mail }))
            })
            .collect();
        Ok(OwnOutcome::changed(answer(&wanted), "notifications.set_preferences", json!(told)))
    }
}

/// What is chosen, where that is another than everybody's.
fn read(body: &PutNotificationPreferences) -> Result<BTreeMap<Topic, Channels>, Refusal> {
    let mut wanted = BTreeMap::new();
    for (index, ChosenChannels { topic, in_app, by_mail }) in body.preferences.iter().enumerate() {
        let (topic, channels) = (*topic, Channels { in_app: *in_app, by_mail: *by_mail });
        let pointer = |field: &str| format!("/preferences/{index}/{field}");
        if topic.is_required() && channels != topic.default_channels() {
            let field = if channels.by_mail { "in_app" } else { "by_mail" };
            let detail = "People are always told of this: it is how they learn that somebody else did it.";
            return Err(Refusal::field(pointer(field), "required", detail));
        }
        if wanted.insert(topic, channels).is_some() {
            return Err(Refusal::field(
                pointer("topic"),
                "duplicate",
                "This topic stands in the list twice.",
            ));
        }
    }
    wanted.retain(|topic, channels| *channels != topic.default_channels());
    Ok(wanted)
}
