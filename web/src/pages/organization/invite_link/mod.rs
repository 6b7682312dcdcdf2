//! The shareable link: its page, and the offer to reset it once somebody left.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page: off, or on with what it is set to |
//! | `form` | what it is set to: role, limits, approval |
//! | `acts` | reset and turn off, each asked about first |
//! | `offer` | what is offered after somebody was removed or deactivated |

mod acts;
mod form;
mod offer;
mod page;

pub(super) use offer::offer_reset;
pub(crate) use page::InviteLinkPage;
