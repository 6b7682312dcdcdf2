//! The tables, as both databases have them: `migrations/` makes them, this file names them for diesel.
//!
//! `Id`, `Ts` and `Doc` are portable types: see [`super::columns`].

mod access;
mod accounts;
mod notices;
mod traffic;
mod ways_in;

pub use access::*;
pub use accounts::*;
pub use notices::*;
pub use traffic::*;
pub use ways_in::*;

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(user_emails -> users (user_id));
diesel::joinable!(memberships -> organizations (organization_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(workspaces -> organizations (organization_id));
diesel::joinable!(workspace_visibilities -> workspaces (workspace_id));
diesel::joinable!(projects -> workspaces (workspace_id));
diesel::joinable!(invitations -> organizations (organization_id));
diesel::joinable!(domains -> organizations (organization_id));
diesel::joinable!(join_requests -> organizations (organization_id));

/// What joins the row of a membership to the version that closed it.
macro_rules! closes_membership {
    () => {
        organization_versions::organization_id
            .eq(memberships::organization_id)
            .and(organization_versions::version.nullable().eq(memberships::valid_to))
    };
}
pub(crate) use closes_membership;

diesel::allow_tables_to_appear_in_same_query!(
    users,
    user_emails,
    user_secrets,
    email_changes,
    sessions,
    refresh_tokens,
    user_log,
    deployment_keys,
    deployment_clock,
    organizations,
    organization_slugs,
    organization_versions,
    workspaces,
    workspace_visibilities,
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
    domains,
    join_requests,
    invite_links,
    audit_heads,
    audit_entries,
    audit_repeats,
    audit_copies,
    outbox,
    dev_mail,
    notifications,
    notification_preferences,
    ending_warnings,
    ending_digests,
    idempotency_keys,
);
