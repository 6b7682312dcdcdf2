//! `usher demo`: people to try things out on, with a past.
//!
//! The story is played by the server's own operations, one request after another, each as of its own day:
//! nothing in it got around a rule, and the audit log, the versions, the notices and the mails are those
//! that the requests made.
//!
//! | file | what it is |
//! | --- | --- |
//! | `load` | plays the story, and says how to sign in |
//! | `story` | what happens, day by day |
//! | `cast` | who takes part, and where |
//! | `stage` | the clock, the people's sessions, and requests made in the process |
//! | `acts` | what a person of the story does, as requests |
//! | `crowd` | many people and projects, in bulk, to measure at |
//! | `store` | what the stage reads past the operations |

mod acts;
mod cast;
mod crowd;
mod load;
mod stage;
mod store;
mod story;

pub use crowd::{Loaded as Crowded, Size, load as load_crowd};
pub use load::{Loaded, load};
pub use stage::DemoError;
