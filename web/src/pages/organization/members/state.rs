//! The directory's state: the view is the address, the rows follow it and everybody's changes.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use shared::access::wire::RoleBody;
use shared::access::{Access, CoreScope};
use shared::groups::wire::Group;
use shared::ids::MemberId;
use shared::invitations::wire::Invitation;
use shared::join_requests::wire::JoinRequest;
use shared::list::Page as ListPage;
use shared::members::wire::Member;

use super::super::common::{self, Place};
use super::super::logic::directory::{Tab, View};
use super::super::logic::selection::Selection;
use super::super::seats::{SeatsNow, use_seats};
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::here::{Here, use_here};
use crate::live::{Live, use_live};
use crate::load::{Load, load};
use crate::query;
use crate::router::{Router, use_router};

/// The rows loaded so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rows {
    pub(super) members: Vec<Member>,
    pub(super) more: bool,
    pub(super) total: Option<u64>,
    pub(super) counts: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Everything the parts of the page share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Directory {
    pub(super) here: Here,
    pub(super) live: Live,
    pub(super) view: Memo<View>,
    pub(super) rows: Load<Rows>,
    pub(super) model: AccessModel,
    pub(super) places: Load<Vec<Place>>,
    pub(super) groups: Load<Vec<Group>>,
    pub(super) pending_count: Load<Option<u64>>,
    pub(super) seats: SeatsNow,
    /// For whoever may answer requests.
    pub(super) requests_count: Load<Option<u64>>,
    pub(super) selection: RwSignal<Selection>,
    /// The row that the keys act on.
    pub(super) at: RwSignal<Option<MemberId>>,
    /// Changes on their way.
    pub(super) saving: RwSignal<BTreeSet<MemberId>>,
    /// Who is asked about before they are removed.
    pub(super) removing: RwSignal<Option<Member>>,
    /// Who is to be deleted.
    pub(super) deleting: RwSignal<Option<Member>>,
    /// To whom another address is proposed.
    pub(super) proposing: RwSignal<Option<Member>>,
    /// To whom the organization is handed on.
    pub(super) heir: RwSignal<Option<Member>>,
    /// Whose workspaces are changed.
    pub(super) placing: RwSignal<Option<Member>>,
    /// Whose permissions are edited.
    pub(super) editing: RwSignal<Option<MemberId>>,
    pub(super) inviting: RwSignal<bool>,
    /// New links to pass on by hand, by address. The server shows each but once.
    pub(super) links: RwSignal<BTreeMap<String, String>>,
    /// How many pages are shown.
    pages: RwSignal<u32>,
    router: Router,
}

pub(super) fn use_directory() -> Directory {
    expect_context()
}

pub(super) fn provide_directory() -> Directory {
    let (here, live, router) = (use_here(), use_live(), use_router());
    let view = Memo::new(move |_| View::read(&router.query().get()));
    let pages = RwSignal::new(1);
    Effect::new(move |before: Option<View>| {
        let now = view.get();
        if before.is_some_and(|before| before != now) {
            pages.set(1);
        }
        now
    });
    let rows = load(move || {
        live.follow();
        let (view, pages) = (view.get(), pages.get());
        async move { fetch(here, &view, pages).await }
    });
    let directory = Directory {
        here,
        live,
        view,
        rows,
        model: use_access_model(),
        places: load(move || common::places(here)),
        groups: load(move || {
            live.follow();
            async move {
                let page: ListPage<Group> = client::get(here.path("/groups?limit=200")).await?;
                Ok(page.data)
            }
        }),
        pending_count: load(move || {
            live.follow();
            async move {
                let page: ListPage<Invitation> = client::get(
                    here.path("/invitations?status=pending,queued,expired&limit=1&include=total"),
                )
                .await?;
                Ok(page.total)
            }
        }),
        seats: use_seats(),
        requests_count: load(move || {
            live.follow();
            let may = here.can(CoreScope::Members, Access::Full);
            async move {
                if !may {
                    return Ok(None);
                }
                let page: ListPage<JoinRequest> =
                    client::get(here.path("/join-requests?limit=1&include=total")).await?;
                Ok(page.total)
            }
        }),
        selection: RwSignal::default(),
        at: RwSignal::new(None),
        saving: RwSignal::default(),
        removing: RwSignal::new(None),
        deleting: RwSignal::new(None),
        proposing: RwSignal::new(None),
        heir: RwSignal::new(None),
        placing: RwSignal::new(None),
        editing: RwSignal::new(None),
        inviting: RwSignal::new(false),
        links: RwSignal::default(),
        pages,
        router,
    };
    provide_context(directory);
    directory
}

async fn fetch(here: Here, view: &View, pages: u32) -> Result<Rows, Failure> {
    let mut rows = Rows::default();
    if matches!(view.tab, Tab::Pending | Tab::Requests) {
        // The tab's own list is elsewhere; the counts of the other tabs stand here.
        let request = shared::members::wire::MembersQuery {
            limit: Some(1),
            include: Some("total,counts".to_owned()),
            ..Default::default()
        };
        let page: ListPage<Member> =
            client::get(here.path(&format!("/members{}", query::of(&request)))).await?;
        return Ok(Rows { total: page.total, counts: page.counts.unwrap_or_default(), ..rows });
    }
    let mut cursor = None;
    for _ in 0..pages {
        let request = view.request(cursor.take());
        let page: ListPage<Member> =
            client::get(here.path(&format!("/members{}", query::of(&request)))).await?;
        rows.members.extend(page.data);
        rows.total = rows.total.or(page.total);
        if let Some(counts) = page.counts {
            rows.counts = counts;
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    rows.more = cursor.is_some();
    Ok(rows)
}

impl Directory {
    /// Shows another view; typing leaves no entry in the history.
    pub(super) fn type_view(self, view: &View) {
        self.router.replace_query(&view.write());
    }

    /// Shows another view, which Back undoes.
    pub(super) fn show(self, view: &View) {
        self.router.push_query(&view.write());
    }

    pub(super) fn go(self, to: impl Into<String>) {
        self.router.go(to);
    }

    /// Keeps a link in its row until the page is left.
    pub(super) fn keep_link(self, email: String, link: Option<String>) {
        self.links.update(|links| {
            // An earlier one is dead.
            links.remove(&email);
            if let Some(link) = link {
                links.insert(email, link);
            }
        });
    }

    pub(super) fn load_more(self) {
        self.pages.update(|pages| *pages += 1);
    }

    /// The ids of the rows shown, in their order.
    pub(super) fn ids(self) -> Vec<String> {
        self.rows.content().with(ids_of)
    }

    /// The same, for a press or a key.
    pub(super) fn ids_now(self) -> Vec<String> {
        self.rows.content().with_untracked(ids_of)
    }

    pub(super) fn member(self, id: MemberId) -> Option<Member> {
        self.rows
            .content()
            .with_untracked(|rows| rows.as_ref()?.members.iter().find(|member| member.id == id).cloned())
    }

    pub(super) fn roles(self) -> Vec<RoleBody> {
        self.model.content().with(|model| model.as_ref().map(common::offered).unwrap_or_default())
    }

    /// The groups by id and name.
    pub(super) fn groups(self) -> Vec<(String, String)> {
        self.groups.content().with(|groups| {
            groups.iter().flatten().map(|group| (group.id.to_string(), group.name.to_string())).collect()
        })
    }

    /// Shows a change at once; the next load says how it really is.
    pub(super) fn change_row(self, id: MemberId, change: impl FnOnce(&mut Member)) {
        self.rows.update(|rows| {
            if let Some(member) = rows.members.iter_mut().find(|member| member.id == id) {
                change(member);
            }
        });
    }

    /// A change of this member is on its way.
    pub(super) fn begin(self, id: MemberId) {
        self.saving.update(|saving| {
            saving.insert(id);
        });
    }

    /// It has arrived, or not: the rows are asked for again.
    pub(super) fn end(self, id: MemberId) {
        self.saving.update(|saving| {
            saving.remove(&id);
        });
        self.rows.again();
    }

    /// How many rows a tab has, where the server said so.
    pub(super) fn count(self, tab: Tab) -> Option<u64> {
        match tab {
            Tab::Pending => self.pending_count.content().get().flatten(),
            Tab::Requests => self.requests_count.content().get().flatten().filter(|count| *count > 0),
            Tab::Active | Tab::Deactivated | Tab::All => self.rows.content().with(|rows| {
                let by_status = rows.as_ref()?.counts.get("status")?;
                Some(by_status.get(tab.key()).copied().unwrap_or_default())
            }),
        }
    }

    pub(super) fn role_count(self, key: &str) -> Option<u64> {
        self.rows.content().with(|rows| rows.as_ref()?.counts.get("role")?.get(key).copied())
    }
}

fn ids_of(rows: &Option<Rows>) -> Vec<String> {
    rows.iter().flat_map(|rows| &rows.members).map(|member| member.id.to_string()).collect()
}
