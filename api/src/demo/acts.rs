//! What a person of the story does, as requests.

use serde_json::{Value, json};

use super::cast::{self, Cohort, Room, Work};
use super::stage::{Act, DemoError, Stage, address};
use super::story::Event;

type Played = Result<(), DemoError>;

impl Stage {
    /// Plays one event.
    pub(super) fn play(&mut self, event: Event) -> Played {
        match event {
            Event::Found => self.found(),
            Event::FoundElsewhere { who, name, taking } => self.found_elsewhere(who, name, taking),
            Event::MakeWorkspace(room) => self.make_workspace(room),
            Event::MakeProject(work) => self.make_project(work),
            Event::RenameProject { by, project, name } => self.rename_project(by, project, name),
            Event::DeleteProject { by, project } => {
                let id = self.id(project)?;
                self.on("projects.delete", by, &[("prj", &id)], Value::Null).map(drop)
            }
            Event::ClaimDomain(by) => self.claim_domain(by),
            Event::AskToJoin { who, note } => {
                self.sign_up(who)?;
                self.prove_domain()?;
                self.on("join_requests.create", who, &[("org", cast::SLUG)], json!({ "note": note }))
                    .map(drop)
            }
            Event::Invite(cohort) => self.invite(cohort),
            Event::Join(who) => self.join(who),
            Event::Decline(who) => self.decline(who),
            Event::Resend { by, who } => self.with_invitation("invitations.resend", by, who),
            Event::Revoke { by, who } => self.with_invitation("invitations.revoke", by, who),
            Event::ChangeRole { by, who, role } => {
                self.with_member("members.edit", by, who, json!({ "role": role }))
            }
            Event::Deactivate { by, who } => self.with_member("members.deactivate", by, who, Value::Null),
            Event::Activate { by, who } => self.with_member("members.activate", by, who, Value::Null),
            Event::Remove { by, who } => self.with_member("members.remove", by, who, Value::Null),
            Event::Leave(who) => self.on("members.leave", who, &[("org", cast::SLUG)], Value::Null).map(drop),
            Event::TryChangeRole { by, who, role } => {
                let id = self.id(&member(who))?;
                let path = [("org", cast::SLUG), ("member", id.as_str())];
                let body = json!({ "role": role });
                self.ask_in_vain(&Act {
                    operation: "members.edit",
                    path: &path,
                    query: "",
                    body,
                    by: Some(by),
                })
            }
            Event::TryInvite(by) => {
                let path = [("org", cast::SLUG)];
                let body = json!({ "invites": [{ "email": "friend@example.org" }] });
                self.ask_in_vain(&Act {
                    operation: "invitations.create",
                    path: &path,
                    query: "",
                    body,
                    by: Some(by),
                })
            }
            Event::Visit(who) => {
                self.on("organizations.show", who, &[("org", cast::SLUG)], Value::Null)?;
                if cast::SIGN_INS.iter().all(|(name, _)| *name != who) {
                    self.read_notices(who)?;
                }
                Ok(())
            }
            Event::ReadNotices(who) => self.read_notices(who),
        }
    }

    fn on(
        &mut self,
        operation: &'static str,
        by: &str,
        path: &[(&'static str, &str)],
        body: Value,
    ) -> Result<Value, DemoError> {
        self.ask(&Act { operation, path, query: "", body, by: Some(by) })
    }

    fn found(&mut self) -> Played {
        self.sign_up(cast::OWNER)?;
        let body = json!({ "name": cast::NAME, "slug": cast::SLUG });
        let made = self.on("organizations.create", cast::OWNER, &[], body)?;
        self.call(&member(cast::OWNER), text(&made, "/membership/id")?);
        let workspace = text(&made, "/default_workspace/id")?;
        let body = json!({ "name": cast::FIRST_WORKSPACE });
        self.on("workspaces.edit", cast::OWNER, &[("ws", &workspace)], body)?;
        self.call(cast::FIRST_WORKSPACE, workspace);
        Ok(())
    }

    fn found_elsewhere(&mut self, who: &str, name: &str, taking: &str) -> Played {
        self.sign_up(who)?;
        let made = self.on("organizations.create", who, &[], json!({ "name": name }))?;
        let slug = text(&made, "/slug")?;
        let body = json!({ "invites": [{ "email": address(taking) }], "role": "viewer" });
        self.on("invitations.create", who, &[("org", &slug)], body).map(drop)
    }

    fn claim_domain(&mut self, by: &str) -> Played {
        let path = [("org", cast::SLUG)];
        let claimed = self.on("domains.create", by, &path, json!({ "name": cast::DOMAIN }))?;
        self.prove_domain()?;
        let id = text(&claimed, "/id")?;
        let path = [("org", cast::SLUG), ("dom", id.as_str())];
        self.on("domains.edit", by, &path, json!({ "join": "request" })).map(drop)
    }

    fn make_workspace(&mut self, room: &Room) -> Played {
        let body = json!({ "name": room.name, "visibility": "private" });
        let made = self.on("workspaces.create", room.by, &[("org", cast::SLUG)], body)?;
        self.call(room.name, text(&made, "/id")?);
        Ok(())
    }

    fn make_project(&mut self, work: &Work) -> Played {
        let workspace = self.id(work.workspace)?;
        let body = json!({ "name": work.name });
        let made = self.on("projects.create", work.by, &[("ws", &workspace)], body)?;
        self.call(work.name, text(&made, "/id")?);
        Ok(())
    }

    fn rename_project(&mut self, by: &str, project: &str, name: &str) -> Played {
        let id = self.id(project)?;
        self.on("projects.rename", by, &[("prj", &id)], json!({ "name": name }))?;
        self.call(name, id);
        Ok(())
    }

    fn invite(&mut self, cohort: &Cohort) -> Played {
        let Cohort { days: _, by, role, workspaces, projects, restrict_to, message, people } = cohort;
        let invites: Vec<Value> = people.iter().map(|who| json!({ "email": address(who) })).collect();
        let ids = |names: &[&str]| names.iter().map(|name| self.id(name)).collect::<Result<Vec<_>, _>>();
        let workspaces: Vec<Value> = ids(workspaces)?.into_iter().map(|id| json!({ "id": id })).collect();
        let granted = projects.iter().map(|(name, role)| Ok(json!({ "id": self.id(name)?, "role": role })));
        let granted = granted.collect::<Result<Vec<Value>, DemoError>>()?;
        let mut body =
            json!({ "invites": invites, "role": role, "workspaces": workspaces, "projects": granted });
        if let Some(fields) = body.as_object_mut() {
            if !restrict_to.is_empty() {
                fields.insert("restrict_to".to_owned(), json!(ids(restrict_to)?));
            }
            if let Some(message) = message {
                fields.insert("message".to_owned(), json!(message));
            }
        }
        let answer = self.on("invitations.create", by, &[("org", cast::SLUG)], body)?;
        let results = answer.get("results").and_then(Value::as_array).cloned().unwrap_or_default();
        for (who, result) in people.iter().zip(results) {
            match result.get("status").and_then(Value::as_str) {
                Some("sent") => self.call(&invitation(who), text(&result, "/invitation/id")?),
                // Whoever has an account is in at once.
                Some("added") => self.learn_member(who)?,
                _ => return Err(DemoError::Thread(format!("{who} was not invited: {result}"))),
            }
        }
        Ok(())
    }

    fn join(&mut self, who: &str) -> Played {
        if self.id(&member(who)).is_ok() {
            return Ok(());
        }
        if !self.knows(who) {
            self.sign_up(who)?;
        }
        let body = json!({ "token": self.mailed(who, "/invitations/accept#")? });
        let accepted = self.on("invitations.accept", who, &[], body)?;
        self.call(&member(who), text(&accepted, "/membership/id")?);
        Ok(())
    }

    fn decline(&mut self, who: &str) -> Played {
        self.sign_up(who)?;
        let body = json!({ "token": self.mailed(who, "/invitations/accept#")? });
        self.on("invitations.decline", who, &[], body).map(drop)
    }

    fn learn_member(&mut self, who: &str) -> Played {
        let shown = self.on("members.show", who, &[("org", cast::SLUG), ("member", "me")], Value::Null)?;
        self.call(&member(who), text(&shown, "/id")?);
        Ok(())
    }

    fn with_member(&mut self, operation: &'static str, by: &str, who: &str, body: Value) -> Played {
        let id = self.id(&member(who))?;
        self.on(operation, by, &[("org", cast::SLUG), ("member", &id)], body).map(drop)
    }

    fn with_invitation(&mut self, operation: &'static str, by: &str, who: &str) -> Played {
        let id = self.id(&invitation(who))?;
        self.on(operation, by, &[("org", cast::SLUG), ("inv", &id)], Value::Null).map(drop)
    }

    fn read_notices(&mut self, who: &str) -> Played {
        self.on("notifications.mark_read", who, &[], Value::Null).map(drop)
    }
}

fn member(who: &str) -> String {
    format!("the member {who}")
}

fn invitation(who: &str) -> String {
    format!("the invitation of {who}")
}

/// The text at this place of an answer.
pub(super) fn text(answer: &Value, pointer: &str) -> Result<String, DemoError> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| DemoError::Thread(format!("an answer has no {pointer}")))
}
