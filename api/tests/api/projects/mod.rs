//! P, R2, R7, Z2: who works on a project.

mod access;
mod collaborators;
mod groups;
mod scopes;
