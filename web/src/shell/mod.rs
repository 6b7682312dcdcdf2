//! What stands around the pages of an organization.

use leptos::prelude::*;

use crate::here::provide_here;
use crate::live::provide_live;

/// The sidebar, the top bar, and the page in them.
#[component]
pub(crate) fn Shell(org: String) -> impl IntoView {
    let _ = (provide_here(), provide_live(), org);
}
