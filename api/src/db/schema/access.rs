//! Organizations, and the facts of access in them.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    organizations (id) {
        id -> Id,
        name -> Text,
        slug -> Text,
        access_model -> Text,
        plan -> Text,
        version -> BigInt,
        existing_accounts -> Text,
        invitation_days -> Integer,
        created_at -> Ts,
        deleted_at -> Nullable<Ts>,
        restorable_until -> Nullable<Ts>,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    organization_logos (organization_id) {
        organization_id -> Id,
        name -> Text,
        media_type -> Text,
        picture -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    organization_slugs (slug) {
        slug -> Text,
        organization_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    organization_versions (organization_id, version) {
        organization_id -> Id,
        version -> BigInt,
        at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    workspaces (id) {
        id -> Id,
        organization_id -> Id,
        name -> Text,
        created_at -> Ts,
        revision -> BigInt,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    workspace_visibilities (workspace_id, valid_from) {
        workspace_id -> Id,
        organization_id -> Id,
        visibility -> Text,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    projects (id) {
        id -> Id,
        organization_id -> Id,
        workspace_id -> Id,
        name -> Text,
        created_at -> Ts,
        revision -> BigInt,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    memberships (member_id, valid_from) {
        member_id -> Id,
        organization_id -> Id,
        user_id -> Id,
        role_id -> Id,
        status -> Text,
        expires_at -> Nullable<Ts>,
        joined_at -> Ts,
        words -> Text,
        email_key -> Text,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    workspace_memberships (workspace_id, member_id, valid_from) {
        workspace_id -> Id,
        member_id -> Id,
        organization_id -> Id,
        role_id -> Nullable<Id>,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    workspace_restrictions (workspace_id, member_id, valid_from) {
        workspace_id -> Id,
        member_id -> Id,
        organization_id -> Id,
        projects -> Doc,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    grants (id, valid_from) {
        id -> Id,
        organization_id -> Id,
        principal_kind -> Text,
        principal_id -> Id,
        resource_kind -> Text,
        resource_id -> Id,
        permissions -> Doc,
        expires_at -> Nullable<Ts>,
        source -> Doc,
        created_at -> Ts,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    roles (id, valid_from) {
        id -> Id,
        organization_id -> Id,
        key -> Text,
        name -> Text,
        description -> Text,
        baseline -> Doc,
        ceiling -> Doc,
        seat -> Text,
        reach -> Text,
        created_at -> Ts,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    groups (id, valid_from) {
        id -> Id,
        organization_id -> Id,
        name -> Text,
        search_text -> Text,
        created_at -> Ts,
        revision -> BigInt,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    group_memberships (group_id, member_id, valid_from) {
        group_id -> Id,
        member_id -> Id,
        organization_id -> Id,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    items (id) {
        id -> Id,
        organization_id -> Id,
        project_id -> Id,
        kind -> Text,
        key -> Text,
        name -> Text,
        created_at -> Ts,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    shares (id) {
        id -> Id,
        organization_id -> Id,
        item_id -> Id,
        email -> Text,
        email_key -> Text,
        access -> Text,
        expires_at -> Nullable<Ts>,
        member_id -> Nullable<Id>,
        grant_id -> Nullable<Id>,
        invitation_id -> Nullable<Id>,
        created_by -> Id,
        created_at -> Ts,
        ended_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    api_keys (id) {
        id -> Id,
        organization_id -> Id,
        name -> Text,
        secret_hash -> Text,
        hint -> Text,
        creator_user_id -> Id,
        creator_member_id -> Id,
        may_check -> Bool,
        permissions -> Doc,
        expires_at -> Nullable<Ts>,
        created_at -> Ts,
        last_used_at -> Nullable<Ts>,
        revoked_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    member_words (organization_id, word, member_id) {
        organization_id -> Id,
        word -> Text,
        member_id -> Id,
        line -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    member_activity (member_id) {
        member_id -> Id,
        organization_id -> Id,
        last_active_at -> Ts,
        seen -> Bool,
    }
}
