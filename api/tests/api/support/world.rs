//! An organization with people in every position, one for each test.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::client::Ask;
use super::database::Database;
use super::dns::Dns;
use super::founding::{Standing, founded};
use super::person::{PASSWORD, Person};
use super::server::Server;

/// A server, and the ids that paths may name.
pub(crate) struct Place {
    server: Server,
    names: BTreeMap<&'static str, String>,
    moves: AtomicU32,
}

impl Place {
    pub(super) fn new(
        database: Database,
        flags: &[&str],
        names: BTreeMap<&'static str, String>,
    ) -> Arc<Self> {
        let server = Server::start(database, flags);
        Arc::new(Self { server, names, moves: AtomicU32::new(0) })
    }

    /// A request of nobody.
    pub(super) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(method, &format!("{}{}", self.server.url(), self.fill(path)))
    }

    pub(super) fn address(&self) -> std::net::SocketAddr {
        self.server.address()
    }

    /// How often the clock was moved.
    pub(super) fn moves(&self) -> u32 {
        self.moves.load(Ordering::Relaxed)
    }

    fn fill(&self, path: &str) -> String {
        let mut parts = path.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part
                .split_once('}')
                .filter(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            {
                Some((name, after)) if !name.is_empty() => {
                    let id = self.names.get(name).unwrap_or_else(|| panic!("nothing here is called {name}"));
                    filled.extend([id, after]);
                }
                // A brace of JSON.
                _ => filled.extend(["{", part]),
            }
        }
        filled
    }

    pub(super) fn into_database(self: Arc<Self>) -> Database {
        Arc::into_inner(self).expect("nobody holds it any more").server.into_database()
    }
}

/// Larkfield, an organization of the model `studio`, and Otherside, which has nothing to do with it.
///
/// Larkfield has an open workspace `{ws}` with the project `{prj}`, and a private one `{private}` with
/// `{secret}`; one invitation `{inv}` waits for an address without an account, one `{waiting}` for
/// [`World::invited`]. `{nora}` is one more editor. The role `{role}`, Reviewer, is Larkfield's own and
/// nobody's; the group `{grp}`, Crew, has `{editor}` in it and gives nothing. By
/// `{shr}` a page of `{prj}` is shared with the viewer. People at the proven domain `{dom}` may ask to come in,
/// and `{jrq}` is the request of one of them. The invite link is on, for viewers: `{link_token}`.
pub(crate) struct World {
    place: Arc<Place>,
    people: BTreeMap<&'static str, Standing>,
}

macro_rules! personas { ($($(#[$doc:meta])* $name:ident)*) => { $(
    $(#[$doc])*
    pub(crate) fn $name(&self) -> Person {
        self.person(stringify!($name))
    }
)* } }

impl World {
    /// With `--dev`: mail is kept, and the clock can be moved.
    pub(crate) fn new() -> Self {
        Self::with(&["--dev"])
    }

    /// As it is for somebody who runs it for others, without a mail server.
    pub(crate) fn without_mail() -> Self {
        Self::with(&[])
    }

    /// With this model file.
    pub(crate) fn with_model_file(file: &std::path::Path) -> Self {
        Self::with(&["--dev", "--model-file", &file.display().to_string()])
    }

    /// With whom members are told to ask.
    pub(crate) fn with_support(contact: &str) -> Self {
        Self::with(&["--dev", "--support-contact", contact])
    }

    /// With this DNS server.
    pub(crate) fn with_dns(dns: &Dns) -> Self {
        Self::with(&["--dev", "--dns-server", &dns.address()])
    }

    /// Stops the server, does this with the address of its database, and starts another one over it.
    pub(crate) fn while_stopped(self, act: impl FnOnce(&str)) -> Self {
        let Self { place, people } = self;
        let names = place.names.clone();
        let database = place.into_database();
        act(&database.url());
        Self { place: Place::new(database, &["--dev"], names), people }
    }

    /// Ends the server for good, and does this with the address of its database.
    pub(crate) fn stopped<T>(self, act: impl FnOnce(&str) -> T) -> T {
        let database = self.place.into_database();
        act(&database.url())
    }

    /// Started with these flags.
    pub(crate) fn with(flags: &[&str]) -> Self {
        let founded = founded();
        let place = Place::new(founded.database.copy(), flags, founded.names.clone());
        Self { place, people: founded.people.clone() }
    }

    /// Another server over the same database; `None` on SQLite, which one process serves.
    pub(crate) fn second_server(&self, flags: &[&str]) -> Option<Server> {
        let url = self.place.server.database_url();
        url.starts_with("postgres").then(|| Server::over(&url, &[&["--dev"], flags].concat()))
    }

    /// The same world under a server that has just started. Nobody may hold a person of before.
    pub(crate) fn restarted(self) -> Self {
        let Self { place, people } = self;
        let names = place.names.clone();
        let moves = place.moves();
        // A copy: what the server before held its file by may outlive it for a moment.
        let place = Place::new(place.into_database().settled(), &["--dev"], names);
        place.moves.store(moves, Ordering::Relaxed);
        Self { place, people }
    }

    personas! {
        /// Holds ownership.
        owner
        admin
        editor
        viewer
        guest
        /// An editor whose membership is deactivated.
        deactivated
        /// One more editor, to whom things are done.
        nora
        /// The owner of Otherside.
        stranger
        /// Has an account, and has not opened the mail.
        unverified
        /// Has a verified account, belongs to nothing, and is invited to Larkfield.
        invited
    }

    /// Nobody.
    pub(crate) fn anonymous(&self) -> Person {
        Person::new(&self.place, "", "", "", "")
    }

    /// By the name of the function.
    pub(crate) fn person(&self, name: &str) -> Person {
        if name == "anonymous" {
            return self.anonymous();
        }
        let Standing { email, user, member, token } =
            self.people.get(name).unwrap_or_else(|| panic!("nobody is called {name}"));
        let person = Person::new(&self.place, email, user, member, token);
        // The token is of the time before the clock was moved.
        person.token.lock().expect("nobody else has it").0 = 0;
        person
    }

    /// What a name in braces stands for.
    pub(crate) fn id(&self, name: &str) -> String {
        self.place.fill(&format!("{{{name}}}"))
    }

    /// A text with the names in braces replaced.
    pub(crate) fn filled(&self, text: &str) -> String {
        self.place.fill(text)
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.place.address()
    }

    /// A request of nobody.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        self.place.ask(method, path)
    }

    /// Moves the clock ahead. Whoever asks after it signs in anew where the token ran out.
    pub(crate) fn advance(&self, seconds: i64) {
        self.place.ask("POST", "/dev/clock").json(&json!({ "advance_seconds": seconds })).send().is(200);
        self.place.moves.fetch_add(1, Ordering::Relaxed);
    }

    /// The mails to an address, newest first.
    pub(crate) fn mails(&self, to: &str) -> Vec<Value> {
        mails(&self.place, to)
    }

    /// The secret of the newest mail to this address whose link opens this page.
    #[track_caller]
    pub(crate) fn mailed(&self, to: &str, page: &str) -> String {
        mailed(&self.place, to, page)
    }

    /// Makes an account; its address is not verified.
    pub(crate) fn sign_up(&self, email: &str) -> Person {
        sign_up(&self.place, email)
    }

    /// Makes an account whose address is verified.
    pub(crate) fn account(&self, email: &str) -> Person {
        let person = sign_up(&self.place, email);
        verify(&self.place, email);
        person
    }

    /// Opens the newest mail that verifies this address.
    pub(crate) fn verify(&self, email: &str) {
        verify(&self.place, email);
    }

    /// Invites an address as this role, and hands the link's secret over.
    #[track_caller]
    pub(crate) fn invite(&self, email: &str, role: &str) -> String {
        let body = json!({ "invites": [{ "email": email, "role": role }], "delivery": "link" });
        let invited = self.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
        assert_eq!(invited["results"][0]["status"], "sent", "{invited}");
        fragment(invited["results"][0]["link"].as_str().expect("a link"))
    }

    /// The id of the newest invitation to this address.
    pub(crate) fn invitation_to(&self, email: &str) -> String {
        let query = format!(
            "/v1/organizations/{{org}}/invitations?q={email}&status=pending,expired,accepted,declined,revoked"
        );
        let list = self.owner().get(&query).is(200);
        list["data"][0]["id"].as_str().unwrap_or_else(|| panic!("nobody invited {email}")).to_owned()
    }

    /// Somebody new, who was invited as this role and accepted.
    pub(crate) fn join(&self, email: &str, role: &str) -> Person {
        let token = self.invite(email, role);
        let mut person = self.account(email);
        let accepted = person.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
        person.member = text(&accepted["membership"]["id"]);
        person
    }

    /// The organization's version now.
    pub(crate) fn version(&self) -> u64 {
        self.owner().get("/v1/organizations/{org}").is(200)["version"].as_u64().expect("a version")
    }

    /// The audit log, newest first, narrowed by a query.
    pub(crate) fn audit_log(&self, query: &str) -> Vec<Value> {
        let path = format!("/v1/organizations/{{org}}/audit-log?limit=200{query}");
        self.owner().get(&path).is(200)["data"].as_array().expect("a list").clone()
    }
}

/// The part of a link that no log sees.
pub(crate) fn fragment(link: &str) -> String {
    link.split_once('#').unwrap_or_else(|| panic!("no secret in {link}")).1.to_owned()
}

/// A text in an answer.
#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

pub(super) fn mails(place: &Place, to: &str) -> Vec<Value> {
    let mails = place.ask("GET", &format!("/dev/mail?to={to}")).send().is(200);
    mails.as_array().expect("a list").clone()
}

#[track_caller]
pub(super) fn mailed(place: &Place, to: &str, page: &str) -> String {
    let links =
        mails(place, to).into_iter().flat_map(|mail| mail["links"].as_array().cloned().unwrap_or_default());
    let mut links = links.filter_map(|link| link.as_str().map(str::to_owned));
    let link = links.find(|link| link.contains(&format!("/{page}#")));
    fragment(&link.unwrap_or_else(|| panic!("no mail to {to} opens {page}")))
}

pub(super) fn sign_up(place: &Arc<Place>, email: &str) -> Person {
    let name = email.split('@').next().unwrap_or_default();
    let name: String =
        name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect();
    let body = json!({ "email": email, "password": PASSWORD, "name": name });
    let signed_up = place.ask("POST", "/v1/auth/sign-up").json(&body).send().is(201);
    Person::new(place, email, &text(&signed_up["user"]["id"]), "", &text(&signed_up["access_token"]))
}

pub(super) fn verify(place: &Place, email: &str) {
    let token = mailed(place, email, "verify-email");
    place.ask("POST", "/v1/auth/verify-email").json(&json!({ "token": token })).send().is(200);
}
