//! The Usher app: see `app` for how it is put together.
//!
//! What decides (routes, query strings, parsing, wording) compiles everywhere and is tested on the host;
//! what draws and talks is compiled for the browser alone.

#![allow(unreachable_pub, reason = "the component macro makes the props of a `pub(crate)` component `pub`")]
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "what draws is not compiled on the host"))]

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod router;
mod routes;

#[cfg(target_arch = "wasm32")]
mod access;
#[cfg(target_arch = "wasm32")]
mod access_model;
#[cfg(target_arch = "wasm32")]
mod here;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod load;
#[cfg(target_arch = "wasm32")]
mod session;

mod breaks;
#[cfg(target_arch = "wasm32")]
mod client;
mod failure;
mod json;
mod query;
mod seen;
mod sse;
mod time;
mod undo;

#[cfg(target_arch = "wasm32")]
mod components;
mod pages;
#[cfg(target_arch = "wasm32")]
mod shell;
#[cfg(target_arch = "wasm32")]
mod theme;

#[cfg(target_arch = "wasm32")]
pub use app::start;
