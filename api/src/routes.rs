//! The URL map on one screen. Nothing else registers an operation.

use crate::evaluations::declare as evaluations;
use crate::http::route::{Route, by_invitation, check, own_read, own_write, public, read, streamed, write};
use crate::{
    access, api_keys, audit, auth, invitations, me, members, notifications, organizations, plans, projects,
    roles, workspaces,
};

/// Every operation there is.
#[rustfmt::skip]
pub fn all() -> Vec<Route> {
    vec![
        own_write::<organizations::create::Create>(),
        own_read::<organizations::list::List>(),
        read::<organizations::show::Show>(),
        write::<organizations::edit::Edit>(),

        read::<members::list::List>(),
        read::<members::show::Show>(),
        write::<members::change_role::ChangeRole>(),
        write::<members::remove::Remove>(),
        write::<members::deactivate::Deactivate>(),
        write::<members::activate::Activate>(),
        write::<members::bulk::Bulk>(),
        write::<members::leave::Leave>(),

        write::<invitations::create::Create>(),
        read::<invitations::list::List>(),
        read::<invitations::show::Show>(),
        write::<invitations::edit::Edit>(),
        write::<invitations::revoke::Revoke>(),
        write::<invitations::resend::Resend>(),
        public::<invitations::lookup::Lookup>(),
        by_invitation::<invitations::accept::Accept>(),
        by_invitation::<invitations::decline::Decline>(),
        by_invitation::<invitations::accept::AcceptMine>(),
        by_invitation::<invitations::decline::DeclineMine>(),

        public::<auth::sign_up::SignUp>(),
        public::<auth::sign_in::SignIn>(),
        public::<auth::refresh::Refresh>(),
        public::<auth::sign_out::SignOut>(),
        public::<auth::verify_email::VerifyEmail>(),
        own_write::<auth::resend_verification::ResendVerification>(),
        public::<auth::forgot_password::ForgotPassword>(),
        public::<auth::reset_password::ResetPassword>(),
        public::<auth::list_keys::ListKeys>(),

        own_read::<me::show::Show>(),
        own_write::<me::edit::Edit>(),
        own_read::<me::list_memberships::ListMemberships>(),
        own_read::<me::list_invitations::ListInvitations>(),
        own_write::<me::set_default_workspace::SetDefaultWorkspace>(),
        own_read::<me::list_sessions::ListSessions>(),
        own_write::<me::end_session::EndSession>(),
        own_write::<me::end_other_sessions::EndOtherSessions>(),
        own_read::<me::list_emails::ListEmails>(),
        own_write::<me::add_email::AddEmail>(),
        own_write::<me::remove_email::RemoveEmail>(),
        own_read::<notifications::list::List>(),
        own_write::<notifications::mark_read::MarkRead>(),

        read::<workspaces::list::List>(),
        write::<workspaces::create::Create>(),
        read::<workspaces::show::Show>(),
        write::<workspaces::rename::Rename>(),
        write::<workspaces::delete::Delete>(),
        read::<projects::list::List>(),
        write::<projects::create::Create>(),
        read::<projects::show::Show>(),
        write::<projects::rename::Rename>(),
        write::<projects::delete::Delete>(),
        read::<projects::access::show::Show>(),
        write::<projects::access::set_collaborator::SetCollaborator>(),
        write::<projects::access::remove_collaborator::RemoveCollaborator>(),
        write::<projects::access::set_scopes::SetScopes>(),
        write::<projects::access::remove_scopes::RemoveScopes>(),

        read::<roles::list::List>(),
        write::<roles::create::Create>(),
        read::<roles::show::Show>(),
        write::<roles::edit::Edit>(),
        write::<roles::delete::Delete>(),
        read::<plans::show::Show>(),
        write::<plans::change::Change>(),

        read::<access::show::Show>(),
        read::<access::model::Show>(),
        read::<access::slice::Slice>(),
        streamed::<organizations::stream::Stream>(),

        read::<audit::list::List>(),

        write::<api_keys::create::Create>(),
        read::<api_keys::list::List>(),
        read::<api_keys::show::Show>(),
        write::<api_keys::revoke::Revoke>(),

        check::<evaluations::Evaluate>(),
        check::<evaluations::EvaluateIn>(),
        check::<evaluations::EvaluateMany>(),
        check::<evaluations::EvaluateManyIn>(),
        check::<evaluations::SearchSubjects>(),
        check::<evaluations::SearchSubjectsIn>(),
        check::<evaluations::SearchResources>(),
        check::<evaluations::SearchResourcesIn>(),
        check::<evaluations::SearchActions>(),
        check::<evaluations::SearchActionsIn>(),
        check::<evaluations::Configuration>(),
        check::<evaluations::ConfigurationIn>(),
    ]
}
