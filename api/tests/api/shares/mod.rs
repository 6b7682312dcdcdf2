//! P3, P4: single items, shared by address.

mod guests;
mod members;
