//! The access models of this deployment: the presets, with what its own file adds.

use std::path::{Path, PathBuf};

use shared::access::{ModelFileError, Models};
use shared::ids::RoleId;

use super::store::used::{self, Used};
use crate::db::{AnyConn, DbError};

/// Why a process does not start with the models that it was given. Nothing was done by then.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    #[error("the model file {0} could not be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    #[error("the model file {0} is refused: {1}")]
    Refused(PathBuf, ModelFileError),
    #[error(
        "an organization was created with the access model \"{0}\", which is not there: start with its --model-file"
    )]
    Missing(String),
    #[error(
        "the organization \"{organization}\" uses the role {role}, which its access model \"{model}\" does not have: \
         put it back into the model file, or give those who have it another role first"
    )]
    RoleGone { organization: String, model: String, role: RoleId },
    #[error(
        "the organization \"{organization}\" uses the scope \"{scope}\", which its access model \"{model}\" does not \
         have: put it back into the model file, or take away what is granted over it first"
    )]
    ScopeGone { organization: String, model: String, scope: String },
    #[error("{0}")]
    Db(#[from] DbError),
}

/// Reads the file, if there is one.
pub fn load(file: Option<&Path>) -> Result<Models, ModelsError> {
    let Some(file) = file else { return Ok(Models::default()) };
    let text =
        std::fs::read_to_string(file).map_err(|error| ModelsError::Unreadable(file.to_owned(), error))?;
    Models::with_file(&text).map_err(|error| ModelsError::Refused(file.to_owned(), error))
}

/// Whether every organization's model is there, with every role and every scope that the organization uses. It is
/// looked at once, when a process starts: better none at all than one to which an organization is a closed book.
pub(crate) fn check(conn: &mut AnyConn, models: &Models) -> Result<(), ModelsError> {
    for Used { name, model, roles, own, scopes } in used::used(conn)? {
        let Some(known) = models.by_key(&model) else { return Err(ModelsError::Missing(model)) };
        if let Some(role) = roles.into_iter().find(|role| known.role(*role).is_none() && !own.contains(role))
        {
            return Err(ModelsError::RoleGone { organization: name, model, role });
        }
        if let Some(scope) = scopes.into_iter().find(|scope| known.catalog.scope(scope).is_none()) {
            return Err(ModelsError::ScopeGone { organization: name, model, scope });
        }
    }
    Ok(())
}
