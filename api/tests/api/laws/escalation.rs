//! L10 over HTTP: whoever manages members and holds little else gives nobody more than that, and takes
//! nothing from anybody above, by any path that gives or takes access.
//!
//! Every row ends in `shared::access::may_grant`; the third column says which part of it refuses. With that
//! part left out, its rows answer 200.

use serde_json::{Value, json};

use crate::support::{Answer, Person, World, text};

/// How a path says no.
#[derive(Clone, Copy, PartialEq)]
enum No {
    /// 403, and an entry in the audit log.
    Refused,
    /// 200, and the code in the first of the results.
    InResults,
}

/// What is tried, which part of `may_grant` is in its way, how it says so, and the request.
type Row = (&'static str, &'static str, No, &'static str, &'static str, Value);

/// Making a key changes nobody's access, so there is nothing to preview.
const KEY: &str = "a key";

/// Where everything is that the rows speak of.
struct Stage {
    world: World,
    /// What the clerk's tries are filled in with, beside the world's own names.
    names: Vec<(&'static str, String)>,
}

impl Stage {
    /// Nora keeps the directory. She sees what is in Apollo, changes nothing there, and may make keys.
    fn new() -> Self {
        let world = World::new();
        let owner = world.owner();
        let role = |name: &str, levels: Value| {
            let body = json!({ "name": name, "permissions": levels });
            text(&owner.post("/v1/organizations/{org}/roles", &body).is(201)["id"])
        };
        let clerk = role(
            "Clerk",
            json!({
                "general": "view", "members": "full", "integrations": "full",
                "workspace.general": "full", "workspace.members": "full", "content": "view",
            }),
        );
        let spare = role("Spare", json!({ "content": "view" }));
        let strong = role("Strong", json!({ "content": "full", "billing": "view" }));
        let group = |name: &str| {
            let made = owner.post("/v1/organizations/{org}/groups", &json!({ "name": name }));
            text(&made.is(201)["id"])
        };
        let (crew, bosses) = (group("Readers"), group("Bosses"));
        let join = format!("/v1/organizations/{{org}}/groups/{crew}/members/{{viewer}}");
        assert!(owner.put(&join, &json!({})).status < 300);
        let lead = json!({ "role": "admin" });
        assert!(owner.put(&format!("/v1/projects/{{prj}}/groups/{bosses}"), &lead).status < 300);
        let own = "/v1/projects/{prj}/collaborators/{viewer}";
        assert!(owner.put(own, &json!({ "role": "editor" })).status < 300);
        let restricted = "/v1/workspaces/{ws}/members/{editor}/restriction";
        assert!(owner.put(restricted, &json!({ "projects": [] })).status < 300);
        owner.patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": clerk })).is(200);
        assert!(owner.put("/v1/workspaces/{private}/members/{nora}", &json!({})).status < 300);
        let invite = json!({ "invites": [{ "email": "spare@example.test", "role": spare }] });
        let invited = owner.post("/v1/organizations/{org}/invitations", &invite).is(200);
        let waiting = text(&invited["results"][0]["invitation"]["id"]);
        let names = vec![
            ("clerk", clerk),
            ("spare", spare),
            ("strong", strong),
            ("crew", crew),
            ("bosses", bosses),
            ("offer", waiting),
        ];
        Self { world, names }
    }

    fn fill(&self, text: &str) -> String {
        let named = self
            .names
            .iter()
            .fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id));
        self.world.filled(&named)
    }

    fn body(&self, body: &Value) -> Value {
        serde_json::from_str(&self.fill(&body.to_string())).expect("JSON")
    }

    /// All facts of access, as the owner is told them.
    fn facts(&self) -> Value {
        let everybody = "/v1/organizations/{org}/members?status=all&limit=200";
        let members = self.world.owner().get(everybody).is(200);
        let ids: Vec<&str> =
            members["data"].as_array().expect("a list").iter().filter_map(|row| row["id"].as_str()).collect();
        let path = format!("/v1/organizations/{{org}}/snapshot?members={}", ids.join(","));
        self.world.owner().get(&path).is(200)["facts"].clone()
    }
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    use No::{InResults, Refused};
    vec![
        ("an invitation", "role", InResults, "POST", "/v1/organizations/{org}/invitations",
            json!({ "invites": [{ "email": "new@example.test", "role": "editor" }] })),
        ("an invitation of an admin", "role", InResults, "POST", "/v1/organizations/{org}/invitations",
            json!({ "invites": [{ "email": "new@example.test", "role": "admin" }] })),
        ("an invitation of the owner", "role", InResults, "POST", "/v1/organizations/{org}/invitations",
            json!({ "invites": [{ "email": "new@example.test", "role": "owner" }] })),
        ("an invitation with a project", "gain", InResults, "POST", "/v1/organizations/{org}/invitations",
            json!({ "invites": [{ "email": "new@example.test", "role": "{spare}" }], "projects": [{ "id": "{prj}", "role": "editor" }] })),
        ("an invitation with a workspace's role", "overriding role", InResults, "POST", "/v1/organizations/{org}/invitations",
            json!({ "invites": [{ "email": "new@example.test", "role": "{spare}" }], "workspaces": [{ "id": "{ws}", "role": "editor" }] })),
        ("an invitation with scopes", "grant", InResults, "POST", "/v1/organizations/{org}/invitations",
            json!({ "invites": [{ "email": "new@example.test", "role": "{spare}" }], "permissions": { "billing": "full" } })),
        ("an edit of an invitation", "role", Refused, "PATCH", "/v1/organizations/{org}/invitations/{offer}",
            json!({ "role": "editor" })),
        ("another's role", "role", Refused, "PATCH", "/v1/organizations/{org}/members/{viewer}",
            json!({ "role": "editor" })),
        ("one's own role", "role", Refused, "PATCH", "/v1/organizations/{org}/members/{nora}",
            json!({ "role": "admin" })),
        ("ownership", "by transfer alone", Refused, "PATCH", "/v1/organizations/{org}/members/{nora}",
            json!({ "role": "owner" })),
        ("a role taken from somebody above", "target", Refused, "PATCH", "/v1/organizations/{org}/members/{admin}",
            json!({ "role": "{spare}" })),
        ("roles in bulk", "role", InResults, "POST", "/v1/organizations/{org}/members/bulk",
            json!({ "action": "change_role", "role": "editor", "members": ["{viewer}"] })),
        ("the end of somebody above", "target", Refused, "DELETE", "/v1/organizations/{org}/members/{admin}", Value::Null),
        ("somebody above, deactivated", "target", Refused, "POST", "/v1/organizations/{org}/members/{admin}/deactivate", json!({})),
        ("somebody above, activated", "target", Refused, "POST", "/v1/organizations/{org}/members/{deactivated}/activate", json!({})),
        ("a new role", "role", Refused, "POST", "/v1/organizations/{org}/roles",
            json!({ "name": "Sly", "permissions": { "billing": "view" } })),
        ("a new role that reaches further", "reach", Refused, "POST", "/v1/organizations/{org}/roles",
            json!({ "name": "Sly", "permissions": { "content": "view" }, "reach": "everything" })),
        ("one's own role, edited", "role", Refused, "PATCH", "/v1/organizations/{org}/roles/{clerk}",
            json!({ "permissions": { "members": "full", "billing": "full" } })),
        ("a role of less, widened", "role", Refused, "PATCH", "/v1/organizations/{org}/roles/{spare}",
            json!({ "permissions": { "content": "full" } })),
        ("a role of more, narrowed", "role", Refused, "PATCH", "/v1/organizations/{org}/roles/{strong}",
            json!({ "permissions": { "content": "view" } })),
        ("a role of more, deleted", "role", Refused, "DELETE", "/v1/organizations/{org}/roles/{strong}", Value::Null),
        ("a replacement of more", "role", Refused, "DELETE", "/v1/organizations/{org}/roles/{spare}?replacement=editor", Value::Null),
        ("a workspace's role", "overriding role", Refused, "PUT", "/v1/workspaces/{ws}/members/{viewer}",
            json!({ "role": "editor" })),
        ("a workspace's role for oneself", "overriding role", Refused, "PUT", "/v1/workspaces/{ws}/members/{nora}",
            json!({ "role": "editor" })),
        ("a restriction lifted", "gain", Refused, "DELETE", "/v1/workspaces/{ws}/members/{editor}/restriction", Value::Null),
        ("a restriction widened", "gain", Refused, "PUT", "/v1/workspaces/{ws}/members/{editor}/restriction",
            json!({ "projects": ["{prj}"] })),
        ("a workspace opened", "role", Refused, "PATCH", "/v1/workspaces/{private}",
            json!({ "visibility": "open" })),
        ("a workspace closed", "role", Refused, "PATCH", "/v1/workspaces/{ws}",
            json!({ "visibility": "private" })),
        ("a collaborator", "grant", Refused, "PUT", "/v1/projects/{prj}/collaborators/{nora}",
            json!({ "role": "editor" })),
        ("a collaborator's end", "grant", Refused, "DELETE", "/v1/projects/{prj}/collaborators/{viewer}", Value::Null),
        ("scopes of a project", "grant", Refused, "PUT", "/v1/projects/{prj}/members/{nora}/scopes",
            json!({ "permissions": { "settings.members": "full" } })),
        ("scopes of the organization", "grant", Refused, "PATCH", "/v1/organizations/{org}/members/{viewer}",
            json!({ "permissions": { "billing": "full" } })),
        ("one's own scopes of the organization", "grant", Refused, "PATCH", "/v1/organizations/{org}/members/{nora}",
            json!({ "permissions": { "audit": "view" } })),
        ("projects of a member", "grant", Refused, "PATCH", "/v1/organizations/{org}/members/{nora}",
            json!({ "projects": [{ "id": "{prj}", "permissions": { "content": "full" } }] })),
        ("every workspace of a member", "overriding role", Refused, "PUT", "/v1/organizations/{org}/members/{nora}/workspaces",
            json!({ "workspaces": [{ "id": "{ws}", "role": "admin" }] })),
        ("an invitation with a group", "group membership", InResults, "POST", "/v1/organizations/{org}/invitations",
            json!({ "invites": [{ "email": "new@example.test", "role": "{spare}" }], "groups": ["{bosses}"] })),
        ("a group on a project", "grant", Refused, "PUT", "/v1/projects/{prj}/groups/{crew}",
            json!({ "role": "editor" })),
        ("a group's end on a project", "grant", Refused, "DELETE", "/v1/projects/{prj}/groups/{bosses}", Value::Null),
        ("into a group", "group membership", Refused, "PUT", "/v1/organizations/{org}/groups/{bosses}/members/{nora}", json!({})),
        ("many into a group", "group membership", InResults, "POST", "/v1/organizations/{org}/groups/{bosses}/members",
            json!({ "add": ["{nora}"] })),
        ("into a group in bulk", "group membership", InResults, "POST", "/v1/organizations/{org}/members/bulk",
            json!({ "action": "add_to_group", "group": "{bosses}", "members": ["{nora}"] })),
        ("the end of a group", "grant", Refused, "DELETE", "/v1/organizations/{org}/groups/{bosses}", Value::Null),
        ("an item shared", "grant", Refused, "POST", "/v1/projects/{prj}/shares",
            json!({ "item": { "type": "document", "id": "42" }, "email": "viewer@larkfield.test", "access": "full" })),
        ("an item shared with somebody new", "grant", Refused, "POST", "/v1/projects/{prj}/shares",
            json!({ "item": { "type": "document", "id": "43" }, "email": "new@example.test", "access": "full" })),
        (KEY, "the creator's own access", Refused, "POST", "/v1/organizations/{org}/api-keys",
            json!({ "name": "Sly", "permissions": { "billing": "full" } })),
    ]
}

fn send(person: &Person, stage: &Stage, method: &str, path: &str, body: &Value) -> Answer {
    let ask = person.ask(method, &stage.fill(path));
    if *body == Value::Null { ask.send() } else { ask.json(&stage.body(body)).send() }
}

/// What was answered instead of a no, if anything was.
fn not_refused(stage: &Stage, person: &Person, no: No, answer: &Answer) -> Option<String> {
    match no {
        No::Refused => {
            if (answer.status, answer.code()) != (403, "may_not_grant") {
                return Some(format!("{} {}", answer.status, answer.text));
            }
            let refused = stage.world.audit_log("");
            let entry = refused.first()?;
            let told = (&entry["outcome"], &entry["code"], &entry["actor"]["id"]);
            let wanted = (&json!("refused"), &json!("may_not_grant"), &json!(person.user));
            (told != wanted).then(|| format!("the log has {entry}"))
        }
        No::InResults => {
            let first = &answer.body["results"][0];
            let status = first["status"].as_str().unwrap_or_default();
            let refused = ["rejected", "refused"].contains(&status) && first["code"] == "may_not_grant";
            (!refused).then(|| format!("{} {}", answer.status, answer.text))
        }
    }
}

/// The same path as a preview.
fn preview_of(path: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}preview=true")
}

/// Whether a preview says no for this reason: whole, or about one of many.
fn previews_no(answer: &Answer) -> bool {
    let problems = answer.body["problems"].as_array().cloned().unwrap_or_default();
    answer.code() == "may_not_grant" || problems.iter().any(|problem| problem["code"] == "may_not_grant")
}

#[test]
fn l10_nobody_escalates_by_any_path() {
    let stage = Stage::new();
    let nora = stage.world.nora();
    let (mut facts, mut version) = (stage.facts(), stage.world.version());
    let mut wrong = Vec::new();
    for (what, part, no, method, path, body) in rows() {
        let preview = send(&nora, &stage, method, &preview_of(path), &body);
        let previews = !previews_no(&preview) && what != KEY;
        let answer = send(&nora, &stage, method, path, &body);
        let mut found = not_refused(&stage, &nora, no, &answer);
        let (facts_now, version_now) = (stage.facts(), stage.world.version());
        if found.is_none() && (facts_now != facts || version_now != version) {
            found = Some("it was refused, and something changed".to_owned());
        }
        if found.is_none() && previews {
            found = Some(format!("the preview: {} {}", preview.status, preview.text));
        }
        (facts, version) = (facts_now, version_now);
        wrong.extend(found.map(|found| format!("{what} ({part}): {method} {path} {body}: {found}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The same calls are open to somebody who holds what they give: the refusals are about nora.
#[test]
fn l10_the_owner_is_refused_none_of_them_for_holding_too_little() {
    let stage = Stage::new();
    let (owner, version) = (stage.world.owner(), stage.world.version());
    let mut wrong = Vec::new();
    let of_the_owner = |what: &str| what.contains("owner");
    for (what, _, _, method, path, body) in rows().into_iter().filter(|row| !of_the_owner(row.0)) {
        // Previewed, so that what one does no other finds done.
        let path = if what == KEY { path.to_owned() } else { preview_of(path) };
        let answer = send(&owner, &stage, method, &path, &body);
        if answer.status >= 300 || previews_no(&answer) {
            wrong.push(format!("{what}: {method} {path} {body}: {} {}", answer.status, answer.text));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(stage.world.version(), version + 1, "the key was made, and nothing else");
}
