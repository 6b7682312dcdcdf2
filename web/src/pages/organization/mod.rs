//! The pages of one organization.
//!
//! | folder | page |
//! | --- | --- |
//! | `members` | `/{org}/members`: the directory, with its pending tab |
//! | `invite` | the invite dialog |
//! | `invite_link` | `/{org}/invite-link`: the shareable link |
//! | `member` | `/{org}/members/{member}`: one member's access, and why |
//! | `matrix` | `/{org}/matrix`: people × projects |
//! | `workspaces` | `/{org}/workspaces` and `/{org}/workspaces/{workspace}` |
//! | `roles` | `/{org}/roles`: what each role gives, and roles of the organization's own |
//! | `groups` | `/{org}/groups` |
//! | `domains` | `/{org}/domains` |
//! | `ownership` | handing the organization on |
//! | `seats` | paid seats as several pages show them |
//! | `settings` | `/{org}/settings` |
//! | `audit_log` | `/{org}/audit-log` |
//! | `permissions` | editing somebody's permissions |
//! | `project` | `/{org}/projects/{project}`: who can open a project, and through what |
//! | `logic` | what they decide, tested on the host |

mod logic;

#[cfg(target_arch = "wasm32")]
mod ask;
#[cfg(target_arch = "wasm32")]
mod audit_log;
#[cfg(target_arch = "wasm32")]
mod common;
#[cfg(target_arch = "wasm32")]
mod domains;
#[cfg(target_arch = "wasm32")]
mod groups;
#[cfg(target_arch = "wasm32")]
mod invite;
#[cfg(target_arch = "wasm32")]
mod invite_link;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod matrix;
#[cfg(target_arch = "wasm32")]
mod may;
#[cfg(target_arch = "wasm32")]
mod member;
#[cfg(target_arch = "wasm32")]
mod members;
#[cfg(target_arch = "wasm32")]
mod ownership;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod permissions;
#[cfg(target_arch = "wasm32")]
mod project;
#[cfg(target_arch = "wasm32")]
mod role_pick;
#[cfg(target_arch = "wasm32")]
mod roles;
#[cfg(target_arch = "wasm32")]
mod seats;
#[cfg(target_arch = "wasm32")]
mod settings;
#[cfg(target_arch = "wasm32")]
mod workspaces;

#[cfg(target_arch = "wasm32")]
pub(crate) use {
    audit_log::AuditLogPage,
    common::{PlaceNames, place_names},
    domains::DomainsPage,
    groups::GroupsPage,
    invite_link::InviteLinkPage,
    matrix::MatrixPage,
    member::MemberPage,
    members::MembersPage,
    project::ProjectPage,
    roles::{RolesPage, provide_role_drafts},
    settings::SettingsPage,
    workspaces::{WorkspacePage, WorkspacesPage},
};
