//! The models that organizations of one deployment can be created with.

use std::sync::Arc;

use super::model::Model;
use super::model_file::{self, ModelFileError};

/// The presets, with what a deployment adds to them, and models of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Models(Vec<Arc<Model>>);

impl Default for Models {
    /// The presets as they are.
    fn default() -> Self {
        Self(Model::presets().to_vec())
    }
}

impl Models {
    /// The presets with a deployment's own file, whose form `docs/access-model-file.md` tells. A file with
    /// anything wrong in it is refused whole.
    pub fn with_file(text: &str) -> Result<Self, ModelFileError> {
        Ok(Self(model_file::read(text)?.into_iter().map(Arc::new).collect()))
    }

    /// Every one, the default first.
    pub fn all(&self) -> &[Arc<Model>] {
        &self.0
    }

    pub fn by_key(&self, key: &str) -> Option<&Arc<Model>> {
        self.0.iter().find(|model| model.key == key)
    }

    /// Their keys, for a sentence.
    pub fn keys(&self) -> String {
        self.0.iter().map(|model| model.key.as_str()).collect::<Vec<_>>().join(", ")
    }
}
