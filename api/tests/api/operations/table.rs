//! A valid request of each operation.

use serde_json::{Value, json};
use usher_api::http::route::Route;

use crate::support::{PASSWORD, Person, TINY_PNG, World, text};

/// The smallest body with which an operation does something. `None`: this table does not know it yet.
pub(super) fn body(operation: &str) -> Option<Value> {
    Some(match operation {
        "roles.create" => json!({ "name": "Made", "permissions": { "content": "view" } }),
        "plans.change" => json!({ "plan": "business" }),
        "groups.create" => json!({ "name": "Made" }),
        "groups.set_on_workspace" => json!({ "role": "viewer" }),
        "groups.edit_members" => json!({ "add": ["{nora}"] }),
        "organizations.create" | "workspaces.create" | "projects.create" => json!({ "name": "Made" }),
        "organizations.edit" | "workspaces.edit" | "projects.rename" | "roles.edit" | "groups.rename"
        | "me.edit" => {
            json!({ "name": "Renamed" })
        }
        "organizations.delete" => json!({ "confirm": "Larkfield" }),
        "organizations.set_logo" => json!({ "data": TINY_PNG }),
        "members.edit" | "invitations.edit" => json!({ "role": "viewer" }),
        "projects.set_collaborator" | "projects.set_group" => json!({ "role": "viewer" }),
        "shares.create" => json!({
            "item": { "type": "document", "id": "7" }, "email": "nora@larkfield.test", "access": "view",
        }),
        "projects.set_scopes" => json!({ "permissions": { "content": "view" } }),
        "members.set_workspaces" => json!({ "workspaces": [] }),
        "workspaces.set_member" => json!({ "role": "viewer" }),
        "workspaces.restrict_member" => json!({ "projects": [] }),
        "members.delete" => json!({ "confirm": "nora@larkfield.test" }),
        "members.propose_email" | "me.change_email" => json!({ "email": "other@example.test" }),
        "me.confirm_email_change" | "me.cancel_email_change" => json!({ "token": "nonsense" }),
        "organizations.transfer_ownership" => json!({ "member": "{admin}" }),
        // The founding, which is not undone: whoever may undo is told so.
        "undo.apply" => json!({ "version": 1 }),
        "members.offboard" => json!({ "act": "deactivate" }),
        "access.preview" => json!({ "changes": [{ "edit_member": {
            "member": "{nora}", "body": { "role": "viewer" },
        } }] }),
        "members.bulk" => json!({ "action": "deactivate", "members": ["{nora}"] }),
        "invitations.create" => json!({ "invites": [{ "email": "new@example.test" }] }),
        "invitations.readdress" => json!({ "email": "elsewhere@example.test" }),
        "invitations.lookup" | "invitations.accept" | "invitations.decline" | "invitations.ask_address" => {
            json!({ "token": "{waiting_token}" })
        }
        "domains.create" => json!({ "name": "made.test" }),
        "domains.edit" => json!({ "join": "open", "default_role": "viewer" }),
        "join_requests.approve" => json!({ "role": "viewer" }),
        "invite_links.set" => json!({ "role": "editor" }),
        "invite_links.lookup" | "invite_links.join" => json!({ "token": "{link_token}" }),
        "auth.sign_up" => json!({ "email": "new@example.test", "password": PASSWORD, "name": "New" }),
        "auth.sign_in" => json!({ "email": "nora@larkfield.test", "password": PASSWORD }),
        "auth.verify_email" => json!({ "token": "{verify_token}" }),
        "auth.forgot_password" => json!({ "email": "nora@larkfield.test" }),
        "auth.reset_password" => json!({ "token": "{reset_token}", "password": PASSWORD }),
        "me.set_default_workspace" => json!({ "workspace": "{ws}" }),
        "notifications.set_preferences" => json!({
            "preferences": [{ "topic": "access", "in_app": true, "by_mail": true }],
        }),
        "me.add_email" => json!({ "email": "more@example.test" }),
        "api_keys.create" => json!({ "name": "Back end", "check": true }),
        "evaluations.evaluate"
        | "evaluations.evaluate_in"
        | "evaluations.evaluate_many"
        | "evaluations.evaluate_many_in"
        | "evaluations.search_subjects"
        | "evaluations.search_subjects_in"
        | "evaluations.search_resources"
        | "evaluations.search_resources_in"
        | "evaluations.search_actions"
        | "evaluations.search_actions_in" => json!({
            "subject": { "type": "user", "id": "{nora_user}" },
            "action": { "name": "content.view" },
            "resource": { "type": "project", "id": "{prj}" },
        }),
        "api_keys.revoke"
        | "domains.verify"
        | "domains.delete"
        | "join_requests.create"
        | "join_requests.deny"
        | "me.withdraw_join_request"
        | "members.remove"
        | "members.deactivate"
        | "members.activate"
        | "members.leave"
        | "invitations.revoke"
        | "invitations.resend"
        | "invite_links.reset"
        | "invite_links.disable"
        | "me.accept_invitation"
        | "me.decline_invitation"
        | "auth.refresh"
        | "auth.sign_out"
        | "auth.resend_verification"
        | "me.end_session"
        | "me.end_other_sessions"
        | "me.remove_email"
        | "me.withdraw_email_change"
        | "notifications.mark_read"
        | "organizations.restore"
        | "organizations.remove_logo"
        | "workspaces.delete"
        | "workspaces.restore"
        | "workspaces.remove_member"
        | "workspaces.lift_restriction"
        | "roles.delete"
        | "projects.remove_collaborator"
        | "projects.remove_scopes"
        | "projects.remove_group"
        | "groups.delete"
        | "groups.add_member"
        | "groups.remove_member"
        | "groups.remove_on_workspace"
        | "shares.revoke"
        | "projects.delete" => json!({}),
        _ => return None,
    })
}

/// The path of a valid request of this person.
pub(super) fn path(world: &World, person: &Person, route: &Route) -> String {
    let path = match route.spec.name {
        "me.accept_invitation" | "me.decline_invitation" => route.spec.path.replace("{inv}", "{waiting}"),
        "groups.remove_member" => route.spec.path.replace("{member}", "{editor}"),
        "access.explain" => format!("{}?scope=members", route.spec.path.replace("{member}", "{nora}")),
        "me.end_session" => route.spec.path.replace("{ses}", &another_session(world, person)),
        "me.remove_email" => route.spec.path.replace("{id}", &another_email(person)),
        _ => route.spec.path.replace("{member}", "{nora}"),
    };
    world.filled(&path)
}

/// Whether the operation changes anything.
pub(super) fn writes(route: &Route) -> bool {
    route.spec.method != "GET"
}

pub(super) fn another_session(world: &World, person: &Person) -> String {
    if person.user.is_empty() {
        return "ses_00000000000000000000000000".to_owned();
    }
    let body = json!({ "email": person.email, "password": PASSWORD });
    world.ask("POST", "/v1/auth/sign-in").json(&body).send().is(200);
    let sessions = person.get("/v1/me/sessions").is(200);
    let other =
        sessions["data"].as_array().expect("a list").iter().find(|session| session["current"] == false);
    text(&other.expect("the other one")["id"])
}

pub(super) fn another_email(person: &Person) -> String {
    if person.user.is_empty() {
        return "eml_00000000000000000000000000".to_owned();
    }
    let body = json!({ "email": format!("second-{}", person.email) });
    text(&person.post("/v1/me/emails", &body).is(201)["id"])
}
