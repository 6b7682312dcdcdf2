//! Members by the hundred: what is copied when one of them changes.
//!
//! Each block is two parts that never change. The near part is what checks read: the records. The far part has
//! the rest: the members' rows, the ids of their grants, and the lists of those who are restricted. Where in
//! the near part a record begins is kept outside, for all blocks together: it is asked for first, and is so
//! small that it stays in the processor's cache.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::on::On;
use super::record::{self, Head, Record, Standing};
use crate::access::member::{Member, Status};
use crate::ids::{GrantId, ProjectId};

/// Members in a block. A write copies one, and a spine with an entry for each: this keeps both short.
pub(crate) const SIZE: usize = 128;

/// The words that checks read: the records. A record begins at a word that is not the first.
pub(crate) type Near = Arc<[u32]>;

/// Where each record of a block begins; nought where nobody is.
pub(crate) type Starts = [u32; SIZE];

/// All else.
#[derive(Debug, Default)]
pub(crate) struct Far {
    members: Box<[Option<Member>]>,
    /// By record, as the record lists what they are on.
    ids: Box<[GrantId]>,
    /// By row and workspace.
    lists: Box<[List]>,
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

/// The record that begins here.
#[inline]
pub(crate) fn record(near: &Near, start: u32) -> Option<Record<'_>> {
    if start == 0 { None } else { Record::at(near.get(start as usize..)?) }
}

impl Far {
    #[inline]
    pub(crate) fn member(&self, row: usize) -> Option<&Member> {
        self.members.get(row)?.as_ref()
    }

    pub(crate) fn held<'a>(&'a self, record: Record<'a>) -> impl ExactSizeIterator<Item = Held> + 'a {
        let first = record.first();
        record.grants().iter().zip(record.terms()).enumerate().map(move |(at, (word, terms))| Held {
            on: On::from_word(*word),
            id: self.ids[first + at],
            terms: *terms,
        })
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
            groups: record.groups().to_vec(),
            grants: self.held(record).collect(),
        })
    }
}

/// Writes a block, row by row.
#[derive(Debug)]
pub(crate) struct Writer {
    starts: Starts,
    near: Vec<u32>,
    members: Vec<Option<Member>>,
    ids: Vec<GrantId>,
    lists: Vec<List>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        let (members, lists) = (Vec::with_capacity(SIZE), Vec::new());
        Self { starts: [0; SIZE], near: vec![0], members, ids: Vec::new(), lists }
    }

    /// How many rows are written.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// A row with nobody in it.
    pub(crate) fn skip(&mut self) {
        self.members.push(None);
    }

    pub(crate) fn write(&mut self, draft: Draft) {
        let Draft { member, role, places, groups, grants } = draft;
        let row = self.begin();
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
        record::write(
            &mut self.near,
            head,
            &standings,
            &groups,
            grants.iter().map(|grant| (grant.on, grant.terms)),
        );
        self.ids.extend(grants.iter().map(|grant| grant.id));
        self.members.push(Some(member));
    }

    /// Writes a row of another block as it is.
    pub(crate) fn copy(&mut self, record: Option<Record<'_>>, far: &Far, row: usize) {
        let (Some(record), Some(member)) = (record, far.member(row)) else { return self.skip() };
        let to = self.begin();
        record.write_again(&mut self.near, self.ids.len() as u32);
        self.ids.extend(&far.ids[record.first()..record.first() + record.grants().len()]);
        let from = far.lists.partition_point(|list| list.row < row);
        let lists = far.lists[from..].iter().take_while(|list| list.row == row);
        self.lists.extend(lists.map(|list| List { row: to, ..list.clone() }));
        self.members.push(Some(member.clone()));
    }

    pub(crate) fn finish(self) -> (Starts, Near, Arc<Far>) {
        let far = Far { members: self.members.into(), ids: self.ids.into(), lists: self.lists.into() };
        (self.starts, self.near.into(), Arc::new(far))
    }

    fn begin(&mut self) -> usize {
        let row = self.members.len();
        self.starts[row] = self.near.len() as u32;
        row
    }
}
