//! What comes and goes: invitations, domains, join requests, the audit log, mail, notices.

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
        vouched_at -> Ts,
        expires_at -> Ts,
        accepted_member_id -> Nullable<Id>,
        accepted_user_id -> Nullable<Id>,
        last_refusal_code -> Nullable<Text>,
        last_refusal_at -> Nullable<Ts>,
        revision -> BigInt,
        days -> Integer,
        asked_user_id -> Nullable<Id>,
        asked_email -> Nullable<Text>,
        asked_at -> Nullable<Ts>,
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

    audit_copies (id) {
        id -> Id,
        organization_id -> Id,
        entry -> Doc,
        created_at -> Ts,
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
        topic -> Text,
        link -> Nullable<Text>,
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

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    domains (id) {
        id -> Id,
        organization_id -> Id,
        name -> Text,
        token -> Text,
        join_mode -> Text,
        default_role_id -> Id,
        trusted_methods -> Doc,
        created_at -> Ts,
        verified_at -> Nullable<Ts>,
        checked_at -> Nullable<Ts>,
        last_problem -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Doc, Id, Ts};

    join_requests (id) {
        id -> Id,
        organization_id -> Id,
        user_id -> Id,
        email -> Text,
        email_key -> Text,
        source -> Text,
        domain_id -> Nullable<Id>,
        link_id -> Nullable<Id>,
        suggested_role_id -> Id,
        note -> Nullable<Text>,
        reason -> Nullable<Text>,
        status -> Text,
        created_at -> Ts,
        decided_at -> Nullable<Ts>,
        decided_user_id -> Nullable<Id>,
        answer_note -> Nullable<Text>,
        revision -> BigInt,
    }
}
