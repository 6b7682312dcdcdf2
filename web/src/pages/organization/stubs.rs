//! The pages' signatures, until each has its folder.

use leptos::prelude::*;


/// `/{org}/members/{member}`.
#[component]
pub(crate) fn MemberPage(member: String) -> impl IntoView {
    let _ = member;
}

/// `/{org}/workspaces`.
#[component]
pub(crate) fn WorkspacesPage() -> impl IntoView {}

/// `/{org}/workspaces/{workspace}`.
#[component]
pub(crate) fn WorkspacePage(workspace: String) -> impl IntoView {
    let _ = workspace;
}

/// `/{org}/settings`.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {}

/// `/{org}/audit-log`.
#[component]
pub(crate) fn AuditLogPage() -> impl IntoView {}
