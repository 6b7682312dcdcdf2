//! Members by the hundred: what is copied when one of them changes.
//!
//! Each block is two parts that never change. The near part is what checks read: a slot for each member. The far
//! part has the rest: the members' rows, the ids of their grants, the lists of those who are restricted, and what
//! is too long for a slot.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::on::On;
use super::record::{Head, Record, Slot, Standing};
use crate::access::member::{Member, Status};
use crate::ids::{GrantId, ProjectId};

/// Members in a block. A write copies one, and a spine with an entry for each: this keeps both short.
pub(crate) const SIZE: usize = 128;

/// What checks read.
pub(crate) type Near = Arc<[Option<Slot>]>;

/// All else.
#[derive(Debug, Default)]
pub(crate) struct Far {
    members: Box<[Option<Member>]>,
    /// By record, as the record lists what they are on.
    ids: Box<[GrantId]>,
    /// By row and workspace.
    lists: Box<[List]>,
    /// What slots point to, from the second on.
    words: Box<[u32]>,
}

#[derive(Debug, Clone)]
struct List {
    row: usize,
    workspace: u32,
    projects: Arc<BTreeSet<ProjectId>>,
}

/// A grant as its member holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) on: On,
    pub(crate) id: GrantId,
    /// The number of its terms.
    pub(crate) terms: u32,
}

/// Where a member stands in a workspace, with the list itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) workspace: u32,
    pub(crate) listed: bool,
    pub(crate) over: Option<u16>,
    pub(crate) list: Option<Arc<BTreeSet<ProjectId>>>,
}

/// All about one member, to be changed and written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) member: Member,
    /// The number of the member's role.
    pub(crate) role: u16,
    /// By workspace.
    pub(crate) places: Vec<Place>,
    /// In order.
    pub(crate) groups: Vec<u32>,
    /// By what they are on, then by id.
    pub(crate) grants: Vec<Held>,
}

impl Draft {
    pub(crate) fn new(member: Member, role: u16) -> Self {
        Self { member, role, places: Vec::new(), groups: Vec::new(), grants: Vec::new() }
    }

    /// The member's place in a workspace, made where there is none. One that says nothing any more is left
    /// out when the draft is written.
    pub(crate) fn place_in(&mut self, workspace: u32) -> &mut Place {
        let at = match self.places.binary_search_by_key(&workspace, |place| place.workspace) {
            Ok(at) => at,
            Err(at) => {
                self.places.insert(at, Place { workspace, listed: false, over: None, list: None });
                at
            }
        };
        &mut self.places[at]
    }

    pub(crate) fn hold(&mut self, grant: Held) {
        let at = self.grants.partition_point(|other| (other.on, other.id) < (grant.on, grant.id));
        self.grants.insert(at, grant);
    }
}

impl Far {
    #[inline]
    pub(crate) fn member(&self, row: usize) -> Option<&Member> {
        self.members.get(row)?.as_ref()
    }

    pub(crate) fn held<'a>(&'a self, record: Record<'a>) -> impl ExactSizeIterator<Item = Held> + 'a {
        let first = record.first();
        let held = move |(at, (on, terms))| Held { on, id: self.ids[first + at], terms };
        record.grants().enumerate().map(held)
    }

    /// The lists of those who have long ones.
    pub(crate) fn words(&self) -> &[u32] {
        &self.words
    }

    #[inline]
    pub(crate) fn list(&self, row: usize, workspace: u32) -> Option<&Arc<BTreeSet<ProjectId>>> {
        let found = self.lists.binary_search_by_key(&(row, workspace), |list| (list.row, list.workspace));
        found.ok().map(|at| &self.lists[at].projects)
    }

    /// All about the member in this row.
    pub(crate) fn draft(&self, record: Record<'_>, row: usize) -> Option<Draft> {
        let place = |(workspace, standing): (u32, Standing)| Place {
            workspace,
            listed: standing.listed,
            over: standing.over,
            list: self.list(row, workspace).cloned(),
        };
        Some(Draft {
            member: self.member(row)?.clone(),
            role: record.role(),
            places: record.places().map(place).collect(),
            groups: record.groups().collect(),
            grants: self.held(record).collect(),
        })
    }
}

/// Writes a block, row by row.
#[derive(Debug)]
pub(crate) struct Writer {
    near: Vec<Option<Slot>>,
    members: Vec<Option<Member>>,
    ids: Vec<GrantId>,
    lists: Vec<List>,
    words: Vec<u32>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        let (near, members) = (Vec::with_capacity(SIZE), Vec::with_capacity(SIZE));
        Self { near, members, ids: Vec::new(), lists: Vec::new(), words: vec![0] }
    }

    /// How many rows are written.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// A row with nobody in it.
    pub(crate) fn skip(&mut self) {
        self.near.push(None);
        self.members.push(None);
    }

    pub(crate) fn write(&mut self, draft: Draft) {
        let Draft { member, role, places, groups, grants } = draft;
        let row = self.len();
        let head = Head {
            id: member.id.uuid(),
            role,
            active: member.status == Status::Active,
            ends: member.expires_at.is_some(),
            first: self.ids.len() as u32,
        };
        let mut standings = Vec::with_capacity(places.len());
        for Place { workspace, listed, over, list } in places {
            if listed || list.is_some() {
                standings.push((workspace, Standing { listed, over, restricted: list.is_some() }));
            }
            self.lists.extend(list.map(|projects| List { row, workspace, projects }));
        }
        let on: Vec<(On, u32)> = grants.iter().map(|grant| (grant.on, grant.terms)).collect();
        self.near.push(Some(Slot::new(head, &standings, &groups, &on, &mut self.words)));
        self.ids.extend(grants.iter().map(|grant| grant.id));
        self.members.push(Some(member));
    }

    /// Writes a row of another block as it is.
    pub(crate) fn copy(&mut self, record: Option<Record<'_>>, far: &Far, row: usize) {
        let (Some(record), Some(member)) = (record, far.member(row)) else { return self.skip() };
        let to = self.len();
        self.near.push(Some(record.copied(self.ids.len() as u32, &mut self.words)));
        self.ids.extend(&far.ids[record.first()..record.first() + record.grants().len()]);
        let from = far.lists.partition_point(|list| list.row < row);
        let lists = far.lists[from..].iter().take_while(|list| list.row == row);
        self.lists.extend(lists.map(|list| List { row: to, ..list.clone() }));
        self.members.push(Some(member.clone()));
    }

    pub(crate) fn finish(self) -> (Near, Arc<Far>) {
        let Self { near, members, ids, lists, words } = self;
        let far = Far { members: members.into(), ids: ids.into(), lists: lists.into(), words: words.into() };
        (near.into(), Arc::new(far))
    }
}
