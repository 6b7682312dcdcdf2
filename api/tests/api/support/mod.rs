//! What the tests stand on.
//!
//! | file | what it is |
//! | --- | --- |
//! | `database` | a database for each test, copied from one that was filled once |
//! | `server` | a server on a free port, in this process |
//! | `client` | requests and answers |
//! | `world` | an organization with people in every position, one for each test |
//! | `person` | somebody who is signed in |
//! | `founding` | how the world came about: over HTTP, as people do it |
//! | `dns` | a DNS server on loopback |
//! | `house` | one more organization, of any access model |
//! | `stream` | server-sent events |

mod client;
mod database;
mod dns;
mod founding;
mod house;
mod person;
mod server;
mod stream;
mod world;

pub(crate) use client::{Answer, Ask};
pub(crate) use dns::Dns;
pub(crate) use house::House;
pub(crate) use person::{PASSWORD, Person};

/// A PNG picture of one pixel, in base64.
pub(crate) const TINY_PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGMQSGgAAAF0APFOODEtAAAAAElFTkSuQmCC";
pub(crate) use server::{PUBLIC_URL, Server};
pub(crate) use stream::Events;
pub(crate) use world::{World, fragment, text};
