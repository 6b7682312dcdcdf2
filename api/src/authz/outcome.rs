//! What a write's body returns: an answer with its audit record, or that nothing changed.

use serde_json::Value;
use shared::access::wire::{AccessChange, Kept, PreviewProblem};
use shared::audit_log::wire::Party;
use shared::problem::Code;

/// The result of a write inside an organization.
///
/// There is no third way: what is not recorded says [`Outcome::unchanged`], and then the transaction is
/// rolled back, whatever the body wrote.
#[derive(Debug)]
pub struct Outcome<T> {
    pub(super) answer: T,
    /// None: nothing changed.
    pub(super) records: Vec<Record>,
    pub(super) prospective: Vec<AccessChange>,
    pub(super) problems: Vec<PreviewProblem>,
    pub(super) prospective_seats: u64,
    pub(super) refused: Vec<(Party, Code)>,
    pub(super) kept: Vec<Kept>,
    pub(super) created: bool,
    pub(super) deferred: bool,
}

impl<T> Outcome<T> {
    /// Something changed, and this is its entry in the audit log.
    pub fn changed(answer: T, record: Record) -> Self {
        Self { records: vec![record], ..Self::unchanged(answer) }
    }

    /// Several things changed at once, each with its entry; none of them, if there are no entries.
    pub fn changed_each(answer: T, records: Vec<Record>) -> Self {
        Self { records, ..Self::unchanged(answer) }
    }

    /// The same with another answer.
    pub fn map<U>(self, answer: impl FnOnce(T) -> U) -> Outcome<U> {
        let Self {
            answer: old,
            records,
            prospective,
            problems,
            prospective_seats,
            refused,
            kept,
            created,
            deferred,
        } = self;
        Outcome {
            answer: answer(old),
            records,
            prospective,
            problems,
            prospective_seats,
            refused,
            kept,
            created,
            deferred,
        }
    }

    /// The parts of a call that were refused to its caller, for the audit log, though the call went through.
    pub fn refusing(self, refused: Vec<(Party, Code)>) -> Self {
        Self { refused, ..self }
    }

    /// What changed with it, each with its own entry.
    pub fn and(mut self, records: Vec<Record>) -> Self {
        self.records.extend(records);
        self
    }

    /// Nothing changed: no version is raised, nothing is written, nobody is told.
    pub fn unchanged(answer: T) -> Self {
        Self {
            answer,
            records: Vec::new(),
            prospective: Vec::new(),
            problems: Vec::new(),
            prospective_seats: 0,
            refused: Vec::new(),
            kept: Vec::new(),
            created: false,
            deferred: false,
        }
    }

    /// What a PUT was about was not there before, so that it is answered with 201. Declare the operation with
    /// `Spec::creates`.
    pub fn created(self, created: bool) -> Self {
        Self { created, ..self }
    }

    /// What was asked waits for somebody else, so that it is answered with 202. Declare the operation with
    /// `Spec::defers`.
    pub fn deferred(self) -> Self {
        Self { deferred: true, ..self }
    }

    /// What a preview says that those who lose something keep there all the same.
    pub fn keeping(self, kept: Vec<Kept>) -> Self {
        Self { kept, ..self }
    }

    /// Its entries, for the change that it is a part of.
    pub fn into_records(self) -> Vec<Record> {
        self.records
    }

    /// What stood in the way of parts of it, and what is kept all the same: all that is left of a rehearsal within
    /// another.
    pub fn into_rehearsed(self) -> (Vec<PreviewProblem>, Vec<Kept>) {
        (self.problems, self.kept)
    }

    /// What a preview shows beside the change itself: what people would get who are not members yet, the
    /// paid seats that they would take, and the parts that stand in the way.
    pub fn rehearsed(
        self,
        prospective: Vec<AccessChange>,
        seats: u64,
        problems: Vec<PreviewProblem>,
    ) -> Self {
        Self { prospective, problems, prospective_seats: seats, ..self }
    }
}

/// One entry of the audit log, as the body knows it: the gate adds who, when and from where.
#[derive(Debug)]
pub struct Record {
    pub(crate) action: &'static str,
    pub(crate) target: Option<Party>,
    pub(crate) before: Value,
    pub(crate) after: Value,
}

impl Record {
    /// `action` is capability and verb: `members.change_role`.
    pub fn new(action: &'static str, target: Party, before: Value, after: Value) -> Self {
        Self { action, target: Some(target), before, after }
    }
}

/// Somebody or something, as an entry names it for good.
pub fn party(kind: &str, id: impl std::fmt::Display, name: impl Into<String>) -> Party {
    Party { kind: kind.to_owned(), id: id.to_string(), name: name.into() }
}

/// The result of a change of one's own account: the entry goes to the person's own log.
#[derive(Debug)]
pub struct OwnOutcome<T> {
    pub(super) answer: T,
    pub(super) action: Option<(&'static str, Value)>,
}

impl<T> OwnOutcome<T> {
    pub fn changed(answer: T, action: &'static str, detail: Value) -> Self {
        Self { answer, action: Some((action, detail)) }
    }
    /// Nothing changed, and nothing is kept of what the body wrote.
    pub fn unchanged(answer: T) -> Self {
        Self { answer, action: None }
    }
}
