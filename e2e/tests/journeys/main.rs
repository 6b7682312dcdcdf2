//! Journeys as people walk them, in a real browser, through the real binary.
//!
//! What is on a page is found by its role and its accessible name, as the browser itself works them out: a control
//! that a screen reader cannot name cannot be pressed here either.
//!
//! | module | what it is |
//! |---|---|
//! | `stage` | a server, a chromedriver and browsers for one journey; it ends them in order |
//! | `server` | `usher serve --dev` on a free port with a database of its own; its mail and its clock |
//! | `people` | accounts, organizations and invitations arranged over the API |
//! | `driver`, `browser` | chromedriver, and a page used by names and roles |
//! | `dns` | the DNS server of the server's own tests |
//! | `wait` | the one place that waits |
//!
//! `USHER_BIN` is the binary (`target/debug/usher` unless it is said), `USHER_E2E_SCREENSHOTS` the folder for the
//! pictures (`target/e2e-screenshots`), and `USHER_E2E_POSTGRES` says how the superuser of a PostgreSQL connects, for
//! the journey that is walked there, too.

mod browser;
#[allow(dead_code, reason = "a journey needs less of it than the tests that it is shared with")]
#[path = "../../../api/tests/api/support/dns.rs"]
mod dns;
mod driver;
mod people;
mod server;
mod stage;
mod wait;

mod account;
mod directory;
mod domains;
mod endings;
mod first_journey;
mod groups;
mod invitation_addresses;
mod invitation_links;
mod invite_link;
mod life;
mod looks;
mod matrix;
mod member;
mod offboarding;
mod permissions;
mod project;
mod roles;
mod seats;
mod see_as;
mod workspace_people;
