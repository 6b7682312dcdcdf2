use std::sync::Arc;

use leptos::children::ViewFn;
use leptos::prelude::*;

/// Shows its children while `when` holds, and else the fallback. Leptos's own is compiled anew for everything that is
/// shown; this one, once.
#[component]
pub(crate) fn Show<W>(
    children: ChildrenFn,
    when: W,
    #[prop(optional, into)] fallback: ViewFn,
) -> impl IntoView
where
    W: Fn() -> bool + Send + Sync + 'static,
{
    either(Arc::new(when), children, fallback)
}

fn either(when: Arc<dyn Fn() -> bool + Send + Sync>, children: ChildrenFn, fallback: ViewFn) -> AnyView {
    let when = ArcMemo::new(move |_| when());
    (move || if when.get() { children() } else { fallback.run() }).into_any()
}
