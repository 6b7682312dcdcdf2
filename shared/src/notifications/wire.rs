//! Bodies of `/v1/me/notifications` and `/v1/me/notification-preferences`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Topic;
use crate::ids::{NotificationId, OrganizationId};

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    pub id: NotificationId,
    /// `members.change_role`, `members.added`, `invitations.accepted` …
    pub kind: String,
    /// What one chooses for, in one's preferences.
    pub topic: Topic,
    /// Ready to read: "Noor Haddad made you an Editor of Larkfield."
    pub text: String,
    /// The page of the app that it is about: `/larkfield/projects/prj_…`.
    pub link: Option<String>,
    pub organization: Option<OrganizationId>,
    pub at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// `POST /v1/me/notifications/read`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadNotifications {
    /// These alone; all where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notifications: Option<Vec<NotificationId>>,
}

/// `GET /v1/me/notifications?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct NotificationsQuery {
    /// Only those not read, or only those read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
    /// `total`: how many there are. `counts`: how many are `unread` and `read`, under `state`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Where somebody is told of one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationPreference {
    pub topic: Topic,
    /// "Your role"
    pub name: String,
    pub description: String,
    /// Listed in the app.
    pub in_app: bool,
    /// Mailed to the primary address.
    pub by_mail: bool,
    /// It cannot be turned off.
    pub required: bool,
}

/// `PUT /v1/me/notification-preferences`: the whole set. What it leaves out is as it is for everybody.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutNotificationPreferences {
    pub preferences: Vec<ChosenChannels>,
}

/// One topic of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChosenChannels {
    pub topic: Topic,
    pub in_app: bool,
    pub by_mail: bool,
}
