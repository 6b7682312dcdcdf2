//! Where people want to be told, and what they were told ahead.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    notification_preferences (user_id, topic) {
        user_id -> Id,
        topic -> Text,
        in_app -> Bool,
        by_mail -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    ending_warnings (audience, subject_id, ends_at, days) {
        audience -> Text,
        subject_id -> Id,
        ends_at -> Ts,
        days -> Integer,
        organization_id -> Id,
        at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    ending_digests (organization_id) {
        organization_id -> Id,
        day -> Text,
    }
}
