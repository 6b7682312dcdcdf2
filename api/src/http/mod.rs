//! HTTP: from a request to an operation and back.
//!
//! | file | what it is |
//! | --- | --- |
//! | `operation` | the one declaration an operation |
//! | `route` | an operation behind its gate, ready to be served and described |
//! | `request`, `refusal`, `problem` | what comes in, and what is answered instead |
//! | `edge` | the only file that knows actix's requests |
//! | `idempotency`, `page`, `limits` | habits that every operation shares |
//! | `csv`, `picture` | answers that are tables and pictures |
//! | `files` | the app, embedded |
//! | `head` | HEAD, where there is a GET |

pub mod csv;
pub mod edge;
pub mod files;
pub mod head;
pub mod headers;
pub mod idempotency;
pub mod limits;
mod operation;
pub mod page;
pub mod picture;
pub mod problem;
mod refusal;
pub mod request;
pub mod route;

pub use operation::{
    Answered, Ask, ByInvitation, ByJoining, ByLink, Check, Cookie, Operation, OwnRead, OwnWrite, Proves,
    Public, QueryParameters, Read, Spec, Streamed, Write,
};
pub use refusal::Refusal;
pub use request::Request;

/// The answer of an operation that succeeds with 204.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Empty {}
