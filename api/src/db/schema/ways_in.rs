//! How people come into an organization without being asked by name.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    invite_links (id) {
        id -> Id,
        organization_id -> Id,
        role_id -> Id,
        token_hash -> Text,
        sealed_token -> Binary,
        max_uses -> Nullable<Integer>,
        uses -> Integer,
        expires_at -> Nullable<Ts>,
        allowed_domains -> Doc,
        approval -> Bool,
        setter_user_id -> Id,
        setter_member_id -> Id,
        created_at -> Ts,
        created_in -> BigInt,
        stalled_at -> Nullable<Ts>,
        revision -> BigInt,
    }
}
