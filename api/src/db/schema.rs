//! The tables, as both databases have them: `migrations/` makes them, this file names them for diesel.
//!
//! `Id`, `Ts` and `Doc` are portable types: see [`super::columns`].

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    users (id) {
        id -> Id,
        name -> Text,
        search_text -> Text,
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

    sessions (id) {
        id -> Id,
        user_id -> Id,
        created_at -> Ts,
        last_seen_at -> Ts,
        expires_at -> Ts,
        ended_at -> Nullable<Ts>,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
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
        revision -> BigInt,
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
        visibility -> Text,
        created_at -> Ts,
        revision -> BigInt,
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

    grants (id) {
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

    groups (id) {
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

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    invitations (id) {
        id -> Id,
        organization_id -> Id,
        email -> Text,
        email_key -> Text,
        role_id -> Id,
        offer -> Doc,
        message -> Nullable<Text>,
        status -> Text,
        delivery -> Text,
        delivery_state -> Text,
        token_hash -> Text,
        inviter_user_id -> Id,
        inviter_member_id -> Id,
        created_at -> Ts,
        issued_at -> Ts,
        expires_at -> Ts,
        accepted_member_id -> Nullable<Id>,
        accepted_user_id -> Nullable<Id>,
        last_refusal_code -> Nullable<Text>,
        last_refusal_at -> Nullable<Ts>,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    audit_heads (organization_id) {
        organization_id -> Id,
        sequence -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    audit_entries (id) {
        id -> Id,
        organization_id -> Id,
        sequence -> BigInt,
        at -> Ts,
        actor -> Doc,
        actor_id -> Text,
        action -> Text,
        target -> Doc,
        target_id -> Nullable<Text>,
        outcome -> Text,
        code -> Nullable<Text>,
        before_state -> Doc,
        after_state -> Doc,
        origin -> Text,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        request_id -> Nullable<Id>,
        version -> Nullable<BigInt>,
        hash -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    audit_repeats (audit_id) {
        audit_id -> Id,
        repeats -> BigInt,
        last_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    outbox (id) {
        id -> Id,
        organization_id -> Nullable<Id>,
        invitation_id -> Nullable<Id>,
        kind -> Text,
        recipient -> Text,
        payload -> Nullable<Binary>,
        state -> Text,
        attempts -> Integer,
        next_attempt_at -> Ts,
        last_error -> Nullable<Text>,
        created_at -> Ts,
        finished_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    dev_mail (id) {
        id -> Id,
        sent_at -> Ts,
        recipient -> Text,
        subject -> Text,
        text_part -> Text,
        html_part -> Text,
        links -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    notifications (id) {
        id -> Id,
        user_id -> Id,
        organization_id -> Nullable<Id>,
        kind -> Text,
        body -> Text,
        at -> Ts,
        read_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    idempotency_keys (scope) {
        scope -> Text,
        request_hash -> Text,
        body -> Doc,
        version -> Nullable<BigInt>,
        created_at -> Ts,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(user_emails -> users (user_id));
diesel::joinable!(memberships -> organizations (organization_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(workspaces -> organizations (organization_id));
diesel::joinable!(projects -> workspaces (workspace_id));
diesel::joinable!(invitations -> organizations (organization_id));

diesel::allow_tables_to_appear_in_same_query!(
    users,
    user_emails,
    user_secrets,
    sessions,
    refresh_tokens,
    user_log,
    deployment_keys,
    deployment_clock,
    organizations,
    organization_slugs,
    organization_versions,
    workspaces,
    projects,
    memberships,
    workspace_memberships,
    workspace_restrictions,
    grants,
    roles,
    groups,
    group_memberships,
    items,
    shares,
    api_keys,
    member_words,
    member_activity,
    invitations,
    audit_heads,
    audit_entries,
    audit_repeats,
    outbox,
    dev_mail,
    notifications,
    idempotency_keys,
);
