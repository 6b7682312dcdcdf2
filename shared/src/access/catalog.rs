//! The scopes of one model: the service's own, then the host product's.

use std::collections::BTreeMap;

use super::level::Access;
use super::permissions::Permissions;
use super::scope::{CoreScope, ResourceKind, Scope};

/// One scope as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeEntry {
    pub scope: Scope,
    pub key: String,
    pub label: String,
    pub help: String,
    /// The outermost kind of resource that has it.
    pub kind: ResourceKind,
    /// A single item has it too.
    pub on_items: bool,
    /// Set for the service's own scopes; the host product enforces the others through the check API.
    pub core: Option<CoreScope>,
}

impl ScopeEntry {
    /// Whether a resource of this kind has this scope.
    pub fn is_of(&self, kind: ResourceKind) -> bool {
        self.kind == kind || (kind == ResourceKind::Item && self.on_items)
    }

    /// Whether a resource of this kind has this scope, or something inside of it does: what can be granted on
    /// it.
    pub fn is_within(&self, kind: ResourceKind) -> bool {
        self.kind >= kind || (kind == ResourceKind::Item && self.on_items)
    }
}

/// Every scope of a model. Core scopes stand first, so a [`CoreScope`] means the same in all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    entries: Vec<ScopeEntry>,
    by_key: BTreeMap<String, Scope>,
}

/// A key that the catalogue does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scope named \"{0}\"")]
pub struct UnknownScope(pub String);

/// Why a scope could not be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    #[error("the scope \"{0}\" is there twice")]
    Duplicate(String),
    #[error("there is no room for the scope \"{0}\": a model has at most 64")]
    Full(String),
}

impl Catalog {
    /// The service's own scopes and nothing else.
    pub(super) fn core() -> Self {
        let entries: Vec<_> = CoreScope::ALL
            .into_iter()
            .map(|core| ScopeEntry {
                scope: core.into(),
                key: core.key().to_owned(),
                label: core.label().to_owned(),
                help: core.help().to_owned(),
                kind: core.kind(),
                on_items: core.on_items(),
                core: Some(core),
            })
            .collect();
        let by_key = entries.iter().map(|entry| (entry.key.clone(), entry.scope)).collect();
        Self { entries, by_key }
    }

    /// Adds one scope of the host product behind those that are there.
    pub(super) fn add(
        &mut self,
        key: String,
        label: String,
        help: String,
        kind: ResourceKind,
    ) -> Result<(), CatalogError> {
        if self.by_key.contains_key(&key) {
            return Err(CatalogError::Duplicate(key));
        }
        let Some(scope) = Scope::at(self.entries.len()) else { return Err(CatalogError::Full(key)) };
        self.by_key.insert(key.clone(), scope);
        self.entries.push(ScopeEntry { scope, key, label, help, kind, on_items: false, core: None });
        Ok(())
    }

    /// Every scope, in catalogue order.
    pub fn entries(&self) -> &[ScopeEntry] {
        &self.entries
    }

    /// The scopes that a resource of this kind has, in catalogue order.
    pub fn of(&self, kind: ResourceKind) -> impl Iterator<Item = &ScopeEntry> {
        self.entries.iter().filter(move |entry| entry.is_of(kind))
    }

    /// The scope with this key.
    pub fn scope(&self, key: &str) -> Option<Scope> {
        self.by_key.get(key).copied()
    }

    /// All about this scope; `None` for a scope of a larger catalogue.
    pub fn entry(&self, scope: Scope) -> Option<&ScopeEntry> {
        self.entries.get(scope.position())
    }

    /// The key of this scope; empty for a scope of a larger catalogue.
    pub fn key(&self, scope: Scope) -> &str {
        self.entry(scope).map_or("", |entry| &entry.key)
    }

    /// Full on every scope of this catalogue.
    pub fn everything(&self) -> Permissions {
        self.entries.iter().fold(Permissions::NONE, |all, entry| all.with(entry.scope, Access::Full))
    }

    /// Reads a map of keys; an absent scope is none.
    pub fn permissions(&self, map: &BTreeMap<String, Access>) -> Result<Permissions, UnknownScope> {
        map.iter().try_fold(Permissions::NONE, |all, (key, access)| {
            let scope = self.scope(key).ok_or_else(|| UnknownScope(key.clone()))?;
            Ok(all.with(scope, *access))
        })
    }

    /// Every scope of one kind of resource by its key, those with none too.
    pub fn map(&self, permissions: &Permissions, kind: ResourceKind) -> BTreeMap<String, Access> {
        self.of(kind).map(|entry| (entry.key.clone(), permissions.get(entry.scope))).collect()
    }

    /// Every scope of every kind by its key, those with none too: a role speaks of all of them.
    pub fn map_all(&self, permissions: &Permissions) -> BTreeMap<String, Access> {
        self.entries.iter().map(|entry| (entry.key.clone(), permissions.get(entry.scope))).collect()
    }

    /// Only the scopes that have more than none, of every kind: the form that is stored and sent.
    pub fn given(&self, permissions: &Permissions) -> BTreeMap<String, Access> {
        self.entries
            .iter()
            .map(|entry| (entry.key.clone(), permissions.get(entry.scope)))
            .filter(|(_, access)| *access > Access::None)
            .collect()
    }
}
