//! One more organization, of any access model.

use serde_json::{Value, json};

use super::person::Person;
use super::world::{World, fragment, text};

/// An organization that was founded for one test.
pub(crate) struct House<'w> {
    world: &'w World,
    model: String,
    pub(crate) id: String,
    /// Its first workspace.
    pub(crate) workspace: String,
    /// Whoever founded it, in the model's top role.
    pub(crate) top: Person,
}

impl<'w> House<'w> {
    /// Founds one of this model.
    pub(crate) fn new(world: &'w World, model: &str) -> Self {
        let mut top = world.account(&format!("top@{model}.test"));
        let body = json!({ "name": "House", "access_model": model });
        let founded = top.post("/v1/organizations", &body).is(201);
        top.member = text(&founded["membership"]["id"]);
        let (id, workspace) = (text(&founded["id"]), text(&founded["default_workspace"]["id"]));
        Self { world, model: model.to_owned(), id, workspace, top }
    }

    /// A path inside of it.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/organizations/{}{rest}", self.id)
    }

    /// Where a member is.
    pub(crate) fn member(&self, person: &Person) -> String {
        self.path(&format!("/members/{}", person.member))
    }

    /// Somebody new in this role.
    pub(crate) fn join(&self, name: &str, role: &str) -> Person {
        self.join_with(name, &json!({ "role": role }))
    }

    /// Somebody new who was invited with this.
    pub(crate) fn join_with(&self, name: &str, offer: &Value) -> Person {
        let email = format!("{name}@{}.test", self.model);
        let mut body = offer.clone();
        body["invites"] = json!([{ "email": email }]);
        body["delivery"] = json!("link");
        let invited = self.top.post(&self.path("/invitations"), &body).is(200);
        let result = &invited["results"][0];
        assert_eq!(result["status"], "sent", "{invited}");
        let token = fragment(result["link"].as_str().expect("a link"));
        let mut person = self.world.account(&email);
        let accepted = person.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
        person.member = text(&accepted["membership"]["id"]);
        person
    }

    /// One more workspace.
    pub(crate) fn workspace(&self, name: &str, visibility: &str) -> String {
        let body = json!({ "name": name, "visibility": visibility });
        text(&self.top.post(&self.path("/workspaces"), &body).is(201)["id"])
    }

    /// A project in a workspace.
    pub(crate) fn project(&self, workspace: &str, name: &str) -> String {
        let path = format!("/v1/workspaces/{workspace}/projects");
        text(&self.top.post(&path, &json!({ "name": name })).is(201)["id"])
    }

    /// Its version now.
    pub(crate) fn version(&self) -> u64 {
        self.top.get(&self.path("")).is(200)["version"].as_u64().expect("a version")
    }
}
