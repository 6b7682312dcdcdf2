//! People and what the deployment keeps for itself.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    users (id) {
        id -> Id,
        name -> Text,
        password_hash -> Nullable<Text>,
        default_workspace_id -> Nullable<Id>,
        created_at -> Ts,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    user_emails (id) {
        id -> Id,
        user_id -> Id,
        address -> Text,
        address_key -> Text,
        is_primary -> Bool,
        verified_at -> Nullable<Ts>,
        created_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    user_secrets (hash) {
        hash -> Text,
        user_id -> Id,
        email_id -> Id,
        kind -> Text,
        created_at -> Ts,
        expires_at -> Ts,
        used_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    email_changes (id) {
        id -> Id,
        user_id -> Id,
        address -> Text,
        address_key -> Text,
        organization_id -> Nullable<Id>,
        confirm_hash -> Text,
        cancel_hash -> Text,
        created_at -> Ts,
        expires_at -> Ts,
        ended_at -> Nullable<Ts>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    sessions (id) {
        id -> Id,
        user_id -> Id,
        created_at -> Ts,
        last_seen_at -> Ts,
        expires_at -> Ts,
        ended_at -> Nullable<Ts>,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        method -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    refresh_tokens (hash) {
        hash -> Text,
        session_id -> Id,
        issued_at -> Ts,
        spent_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    user_log (id) {
        id -> Id,
        user_id -> Id,
        at -> Ts,
        action -> Text,
        detail -> Doc,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        request_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    deployment_keys (name) {
        name -> Text,
        purpose -> Text,
        secret -> Binary,
        wrapped -> Bool,
        created_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    deployment_clock (id) {
        id -> Integer,
        offset_seconds -> BigInt,
    }
}
