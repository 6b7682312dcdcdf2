//! People × projects: who gets how far on what, and through what; changed cell by cell, saved together.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page and its head |
//! | `state` | the view in the address, the facts, what was changed and is not saved yet |
//! | `filters` | search and filters |
//! | `grid` | the grid: only what is in view is drawn |
//! | `keys` | moving in it, and setting levels |
//! | `strip` | the cell that the keys are on: why, and another level |
//! | `save` | what saving would do, and saving |

mod filters;
mod grid;
mod keys;
mod page;
mod save;
mod state;
mod strip;

pub(crate) use page::MatrixPage;
