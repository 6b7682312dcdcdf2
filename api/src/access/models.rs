//! The access models of this deployment: the presets, with what its own file adds.

use std::path::{Path, PathBuf};

use shared::access::{ModelFileError, Models};

use super::store;
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

/// Whether every organization's model is there.
pub(crate) fn check(conn: &mut AnyConn, models: &Models) -> Result<(), ModelsError> {
    match store::models(conn)?.into_iter().find(|key| models.by_key(key).is_none()) {
        None => Ok(()),
        Some(missing) => Err(ModelsError::Missing(missing)),
    }
}
