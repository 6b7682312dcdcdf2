//! Where in the text of a model file a fault is.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Fault, ModelFileError};
use crate::access::catalog::CatalogError;
use crate::access::preset::PresetError;
use crate::access::role::RoleFlaw;

/// The fault at this byte of the text.
pub(super) fn error(text: &str, at: usize, fault: Fault) -> ModelFileError {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    ModelFileError { line, column, fault }
}

/// The first byte of what is wrong.
pub(super) fn of(text: &str, fault: &Fault) -> Option<usize> {
    let root = DeTable::parse(text).ok()?;
    let file = Text(root.get_ref());
    let span = match fault {
        Fault::Toml(_) => None,
        Fault::InModel { model, error } => file.in_model(model, error),
        Fault::UnknownModel(key) => file.naming_model(key),
        Fault::DuplicateModel(key) | Fault::BadModelKey(key) => file.named("models", key),
        Fault::Ring(chain) => {
            let first = chain.first()?;
            file.tables("models")
                .into_iter()
                .find(|table| is(table, "key", first))
                .and_then(|table| value(table, "extends"))
        }
        Fault::Missing { model, field: _ } => file.named("models", model),
        Fault::LevelOfNobody { scope, role } => file.level(scope, role),
        Fault::AliasOfNothing(alias) => file.alias(alias),
    };
    span.map(|span| span.start)
}

/// A file that can be read, with where everything stands in it.
struct Text<'t>(&'t DeTable<'t>);

impl<'t> Text<'t> {
    /// Every table of a list: those at the top, then those of the models.
    fn tables(&self, list: &str) -> Vec<&'t DeTable<'t>> {
        let top = array(self.0, list);
        let models = array(self.0, "models");
        top.into_iter().chain(models.into_iter().flat_map(|model| array(model, list))).collect()
    }

    /// The last table of a list that has this key: of two, the one too many.
    fn last(&self, list: &str, key: &str) -> Option<&'t DeTable<'t>> {
        self.tables(list).into_iter().rev().find(|table| is(table, "key", key))
    }

    fn named(&self, list: &str, key: &str) -> Option<Range<usize>> {
        value(self.last(list, key)?, "key")
    }

    /// What a scope gives to a role.
    fn level(&self, scope: &str, role: &str) -> Option<Range<usize>> {
        let scopes = self.tables("scopes").into_iter().filter(|table| is(table, "key", scope));
        scopes.filter_map(|table| entry(table, "levels", role)).next_back()
    }

    fn alias(&self, alias: &str) -> Option<Range<usize>> {
        let models = array(self.0, "models").into_iter();
        std::iter::once(self.0).chain(models).find_map(|table| entry(table, "aliases", alias))
    }

    /// Where a model is named that is not there.
    fn naming_model(&self, key: &str) -> Option<Range<usize>> {
        let extended = array(self.0, "models").into_iter().find(|table| is(table, "extends", key));
        if let Some(table) = extended {
            return value(table, "extends");
        }
        let added = array(self.0, "scopes").into_iter().chain(array(self.0, "roles"));
        added.filter_map(|table| get(table, "models")?.1.get_ref().as_array()).find_map(|list| {
            list.iter().find(|item| item.get_ref().as_str() == Some(key)).map(|item| item.span())
        })
    }

    fn in_model(&self, model: &str, error: &PresetError) -> Option<Range<usize>> {
        let found = match error {
            PresetError::Toml(_) | PresetError::OtherBuild => None,
            PresetError::Catalog(CatalogError::Duplicate(key) | CatalogError::Full(key)) => {
                self.named("scopes", key)
            }
            PresetError::UnknownScope { place, scope } => self.scope_of(place, scope),
            PresetError::UnknownRole(role) | PresetError::DefaultIsTop(role) => self.naming_role(role),
            PresetError::DuplicateRole(key) => {
                self.named("roles", key).or_else(|| self.named("project_roles", key))
            }
            PresetError::DuplicateId(id) => {
                let id = id.to_string();
                let roles = self.tables("roles");
                roles
                    .into_iter()
                    .rev()
                    .find(|table| is(table, "id", &id))
                    .and_then(|table| value(table, "id"))
            }
            PresetError::Flawed { role, flaw } => self.flaw(role, flaw),
            PresetError::UnknownAction(alias) | PresetError::AliasTaken(alias) => self.alias(alias),
            PresetError::BadKey(key) => self.named("scopes", key).or_else(|| self.named("roles", key)),
            PresetError::NotOfProjects { role, scope } => {
                entry(self.last("project_roles", role)?, "permissions", scope)
            }
        };
        found.or_else(|| self.named("models", model))
    }

    fn scope_of(&self, place: &str, scope: &str) -> Option<Range<usize>> {
        let tables = ["roles", "project_roles", "patterns"].map(|list| self.tables(list));
        let tables = tables.into_iter().flatten().filter(|table| is(table, "key", place));
        let fields = ["baseline", "ceiling", "permissions", "on_projects"];
        tables.into_iter().find_map(|table| fields.iter().find_map(|field| entry(table, field, scope)))
    }

    fn naming_role(&self, role: &str) -> Option<Range<usize>> {
        let fields = ["default_role", "top_role"];
        let named = array(self.0, "models").into_iter().find_map(|table| {
            let field = fields.into_iter().find(|field| is(table, field, role))?;
            value(table, field)
        });
        let levels = self.tables("scopes");
        named.or_else(|| levels.into_iter().find_map(|table| entry(table, "levels", role)))
    }

    /// Of a flaw over one scope the entry that makes it: what the scope gives to the role, or the role's own.
    fn flaw(&self, role: &str, flaw: &RoleFlaw) -> Option<Range<usize>> {
        let scope = match flaw {
            RoleFlaw::BaselineAboveCeiling(scope) | RoleFlaw::FreePaidWork(scope) => scope,
            RoleFlaw::OwnershipBelowTop => "ownership",
            RoleFlaw::TopRoleIncomplete | RoleFlaw::EverythingWithRoom | RoleFlaw::SharedWithBaseline => "",
        };
        let own = self.last("roles", role);
        let entry_of = |field: &str| own.and_then(|table| entry(table, field, scope));
        let level = self.level(scope, role).or_else(|| {
            // A level of another scope can be what gives a baseline where none may be.
            let any = matches!(flaw, RoleFlaw::SharedWithBaseline | RoleFlaw::EverythingWithRoom);
            self.tables("scopes").into_iter().filter(|_| any).find_map(|table| entry(table, "levels", role))
        });
        level
            .or_else(|| entry_of("baseline"))
            .or_else(|| entry_of("ceiling"))
            .or_else(|| own.and_then(|table| value(table, "key")))
    }
}

type Entry<'t> = (Range<usize>, &'t toml::Spanned<DeValue<'t>>);

fn get<'t>(table: &'t DeTable<'t>, key: &str) -> Option<Entry<'t>> {
    table.iter().find(|(known, _)| known.get_ref() == key).map(|(known, value)| (known.span(), value))
}

fn array<'t>(table: &'t DeTable<'t>, key: &str) -> Vec<&'t DeTable<'t>> {
    let list = get(table, key).and_then(|(_, value)| value.get_ref().as_array());
    list.into_iter().flat_map(|list| list.iter()).filter_map(|item| item.get_ref().as_table()).collect()
}

fn is(table: &DeTable<'_>, key: &str, text: &str) -> bool {
    get(table, key).is_some_and(|(_, value)| value.get_ref().as_str() == Some(text))
}

/// Where the value of this key stands.
fn value(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    get(table, key).map(|(_, value)| value.span())
}

/// Where a key stands in a table of this one.
fn entry(table: &DeTable<'_>, inner: &str, key: &str) -> Option<Range<usize>> {
    let inner = get(table, inner)?.1.get_ref().as_table()?;
    get(inner, key).map(|(key, _)| key)
}
