//! The three searches: who may, on what, and what may be done. Each is the evaluation of every candidate, in one
//! order, page by page at one version and one moment.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::{Access, Resource, Scope, Snapshot};
use shared::evaluations::wire::{Found, Hit, PageTold};
use shared::ids::{ItemId, MemberId, OrganizationId, ProjectId, WorkspaceId};

use super::asked::{self, Asked, Named, PageAsked};
use super::caller::{self, Asker, Standing};
use super::decide::{self, target};
use super::token::{Token, fingerprint};
use super::{Answer, Body, Desk, Stop};

/// The results of a page where nothing is said, and the most of any.
const MOST: u64 = 1_000;

/// `POST /access/v1/search/subject`
pub(super) fn subjects(desk: &Desk<'_>, body: &[u8]) -> Result<Answer, Stop> {
    let asker = caller::asker(desk)?;
    let asked = Asked::read(body)?;
    let kind = asked::kind_of(&asked.subject, "subject")?;
    let (action, resource) = (asked::action(&asked.action)?, asked::named(&asked.resource, "resource")?);
    let page = asked.page()?;
    let Some(organization) = caller::organization_for(desk, &asker, resource)? else { return nothing(page) };
    let parts = ["subject", kind, action, resource.kind, resource.id, resource.project.unwrap_or_default()];
    let turn = Turn::begin(desk, &asker, organization, page, &parts)?;
    let snapshot = &*turn.standing.snapshot;
    let question = target(snapshot, resource).zip(snapshot.model().action(action));
    let Some((target, (scope, need))) = question.filter(|_| kind == "user") else { return turn.empty() };
    let after: Option<MemberId> = turn.after()?;
    let hits = snapshot
        .members()
        .filter(|member| after.is_none_or(|after| member.id > after))
        .filter(|member| turn.standing.may_ask(Some(member.id)))
        .filter(|member| target.allows(snapshot, member.id, scope, need, turn.at))
        .filter(|member| turn.standing.sees(member.id, target.resource))
        .map(|member| (member.id.to_string(), entity("user", member.user.to_string())));
    turn.answer(desk, hits)
}

/// `POST /access/v1/search/resource`
pub(super) fn resources(desk: &Desk<'_>, body: &[u8]) -> Result<Answer, Stop> {
    let asker = caller::asker(desk)?;
    let asked = Asked::read(body)?;
    let (subject, action) = (asked::named(&asked.subject, "subject")?, asked::action(&asked.action)?);
    let kind = asked::kind_of(&asked.resource, "resource")?;
    let page = asked.page()?;
    let organization = caller::only_organization(desk, &asker)?;
    let parts = ["resource", subject.kind, subject.id, action, kind];
    let turn = Turn::begin(desk, &asker, organization, page, &parts)?;
    let subject = decide::subject(desk, &turn.standing, subject)?;
    let snapshot = &*turn.standing.snapshot;
    let Some((member, (scope, need))) = subject.zip(snapshot.model().action(action)) else {
        return turn.empty();
    };
    let (at, sees) = (turn.at, |resource| turn.standing.sees(member, resource));
    let allowed = |resource| snapshot.check(member, resource, scope, need, at) && sees(resource);
    match kind {
        "organization" => {
            let first = turn.after::<OrganizationId>()?.is_none() && allowed(Resource::Organization);
            let id = organization.to_string();
            turn.answer(desk, first.then(|| (id.clone(), entity(kind, id))).into_iter())
        }
        "workspace" => {
            let after: Option<WorkspaceId> = turn.after()?;
            let all =
                snapshot.workspaces().map(|(id, _)| id).filter(|id| after.is_none_or(|after| *id > after));
            let hits = all.filter(|id| allowed(Resource::Workspace(*id)));
            turn.answer(desk, hits.map(|id| (id.to_string(), entity(kind, id.to_string()))))
        }
        "project" => {
            let after: Option<ProjectId> = turn.after()?;
            let all =
                snapshot.projects().map(|(id, _)| id).filter(|id| after.is_none_or(|after| *id > after));
            let hits = all.filter(|id| allowed(Resource::Project(*id)));
            turn.answer(desk, hits.map(|id| (id.to_string(), entity(kind, id.to_string()))))
        }
        kind => {
            // The host's own things: those that are shared are known here.
            let after: Option<ItemId> = turn.after()?;
            let all = snapshot.items().filter(|item| item.kind == kind);
            let hits = all
                .filter(|item| after.is_none_or(|after| item.id > after))
                .filter(|item| allowed(Resource::Item(item.id)));
            turn.answer(desk, hits.map(|item| (item.id.to_string(), entity(kind, item.key.clone()))))
        }
    }
}

/// `POST /access/v1/search/action`
pub(super) fn actions(desk: &Desk<'_>, body: &[u8]) -> Result<Answer, Stop> {
    let asker = caller::asker(desk)?;
    let asked = Asked::read(body)?;
    let (subject, resource) =
        (asked::named(&asked.subject, "subject")?, asked::named(&asked.resource, "resource")?);
    let page = asked.page()?;
    let Some(organization) = caller::organization_for(desk, &asker, resource)? else { return nothing(page) };
    let Named { kind, id, project } = resource;
    let parts = ["action", subject.kind, subject.id, kind, id, project.unwrap_or_default()];
    let turn = Turn::begin(desk, &asker, organization, page, &parts)?;
    let subject = decide::subject(desk, &turn.standing, subject)?;
    let snapshot = &*turn.standing.snapshot;
    let Some((member, target)) = subject.zip(target(snapshot, resource)) else { return turn.empty() };
    if !turn.standing.sees(member, target.resource) {
        return turn.empty();
    }
    let after: Option<usize> = turn.after()?;
    let hits = names(snapshot)
        .enumerate()
        .skip(after.map_or(0, |after| after + 1))
        .filter(|(_, (_, scope, need))| target.allows(snapshot, member, *scope, *need, turn.at))
        .map(|(at, (name, ..))| (at.to_string(), Hit::Action { name }));
    turn.answer(desk, hits)
}

/// Every name of every action, in the catalogue's order, then the aliases.
fn names(snapshot: &Snapshot) -> impl Iterator<Item = (String, Scope, Access)> + '_ {
    let scopes = snapshot.model().catalog.entries().iter().flat_map(|entry| {
        [("view", Access::View), ("full", Access::Full)]
            .map(|(level, access)| (format!("{}.{level}", entry.key), entry.scope, access))
    });
    let aliases =
        snapshot.model().aliases.iter().map(|(name, (scope, access))| (name.clone(), *scope, *access));
    scopes.chain(aliases)
}

fn entity(kind: &str, id: String) -> Hit {
    Hit::Entity { kind: kind.to_owned(), id }
}

/// The answer where the asker is in no organization that the search could be about.
fn nothing(page: Option<PageAsked<'_>>) -> Result<Answer, Stop> {
    let page = page.map(|_| PageTold { next_token: String::new(), count: 0 });
    Ok(Answer { body: Body::of(&Found { page, results: Vec::new() })?, version: None })
}

/// One page of a search: the first, or one that goes on where another ended.
struct Turn {
    standing: Standing,
    at: DateTime<Utc>,
    limit: u64,
    after: Option<String>,
    fingerprint: String,
    /// Whether pages were asked for, so that they are spoken of also where there is but one.
    paged: bool,
}

impl Turn {
    fn begin(
        desk: &Desk<'_>,
        asker: &Asker,
        organization: OrganizationId,
        page: Option<PageAsked<'_>>,
        parts: &[&str],
    ) -> Result<Self, Stop> {
        // The asker as they stand now, whatever the page is of.
        let standing = caller::standing(desk, asker, organization)?;
        let asked_by = standing.member.to_string();
        let place = organization.to_string();
        let fingerprint = fingerprint(&[&[asked_by.as_str(), place.as_str()], parts].concat());
        let asked = page.unwrap_or(PageAsked { token: None, limit: None });
        let Some(token) = asked.token else {
            let limit = asked.limit.unwrap_or(MOST).min(MOST);
            let paged = page.is_some();
            return Ok(Self { standing, at: desk.now, limit, after: None, fingerprint, paged });
        };
        let Token { version, at, limit, after, asked: _ } = Token::open(desk.app, token, &fingerprint)?;
        if asked.limit.is_some_and(|asked| asked.min(MOST) != limit) {
            return Err(Stop::bad("page.limit differs from that of the first page. Leave it out."));
        }
        let standing = if standing.snapshot.version() == version {
            standing
        } else {
            let kept = desk.app.snapshots.pinned(organization, version);
            standing.over(kept.ok_or_else(|| {
                Stop::bad(format!(
                    "page.token is of version {version}, which is no longer kept here. Begin the search again."
                ))
            })?)
        };
        Ok(Self { standing, at, limit, after, fingerprint, paged: true })
    }

    /// The last result of the page before.
    fn after<T: std::str::FromStr>(&self) -> Result<Option<T>, Stop> {
        let read =
            |text: &String| text.parse().map_err(|_| Stop::bad("page.token is none that was given here."));
        self.after.as_ref().map(read).transpose()
    }

    fn empty(self) -> Result<Answer, Stop> {
        let page = self.paged.then(|| PageTold { next_token: String::new(), count: 0 });
        self.told(page, Vec::new())
    }

    /// Takes as many results as fit, and says how to go on where there are more.
    fn answer(&self, desk: &Desk<'_>, hits: impl Iterator<Item = (String, Hit)>) -> Result<Answer, Stop> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let (mut results, mut last, mut more) = (Vec::new(), self.after.clone(), false);
        for (position, hit) in hits {
            if results.len() == limit {
                more = true;
                break;
            }
            results.push(hit);
            last = Some(position);
        }
        let next_token = if more { self.go_on(desk, last) } else { String::new() };
        let page = (self.paged || more).then_some(PageTold { next_token, count: results.len() });
        self.told(page, results)
    }

    fn go_on(&self, desk: &Desk<'_>, after: Option<String>) -> String {
        let snapshot: &Arc<Snapshot> = &self.standing.snapshot;
        desk.app.snapshots.pin(snapshot);
        let (version, at, limit) = (snapshot.version(), self.at, self.limit);
        Token { version, at, limit, after, asked: self.fingerprint.clone() }.seal(desk.app)
    }

    fn told(&self, page: Option<PageTold>, results: Vec<Hit>) -> Result<Answer, Stop> {
        let version = Some(self.standing.snapshot.version());
        Ok(Answer { body: Body::of(&Found { page, results })?, version })
    }
}
