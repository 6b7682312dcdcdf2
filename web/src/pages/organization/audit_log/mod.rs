//! The audit log: who changed whose access, and what was refused.

mod entry;
mod page;

pub(super) use entry::Sentence;
pub(crate) use page::AuditLogPage;
