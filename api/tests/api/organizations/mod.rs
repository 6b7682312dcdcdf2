//! Organizations: what one begins as, its settings, its end.

mod endings;
mod models;
mod races;
mod settings;
