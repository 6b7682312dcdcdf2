//! The audit log: who changed whose access, and what was refused.

mod page;
mod entry;

pub(super) use entry::Sentence;
pub(crate) use page::AuditLogPage;
