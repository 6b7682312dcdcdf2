use std::any::Any;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use leptos::prelude::*;

/// Draws something for each item, and keeps what it drew for as long as an item has the same key. Leptos's own is
/// compiled anew for every kind of item; this one, once.
#[component]
pub(crate) fn For<IF, I, T, EF, V, KF, K>(each: IF, key: KF, children: EF) -> impl IntoView
where
    IF: Fn() -> I + Send + 'static,
    I: IntoIterator<Item = T>,
    EF: Fn(T) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
    KF: Fn(&T) -> K + Send + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    T: Send + 'static,
{
    let children = Arc::new(children);
    let item = move |item: T| {
        let (key, children) = (Key(Arc::new(key(&item))), Arc::clone(&children));
        Item { key, draw: Box::new(move || children(item).into_any()) }
    };
    items(Box::new(move || each().into_iter().map(&item).collect()))
}

struct Item {
    key: Key,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

#[expect(clippy::disallowed_methods, reason = "the one place that instantiates it")]
fn items(each: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    view! {
        <leptos::prelude::For each key=|item: &Item| item.key.clone() children=|item: Item| (item.draw)()/>
    }
    .into_any()
}

/// A key of whichever type.
#[derive(Clone)]
struct Key(Arc<dyn AnyKey>);

trait AnyKey: Any + Send + Sync {
    fn is(&self, other: &dyn Any) -> bool;
    fn feed(&self, hasher: &mut dyn Hasher);
}

impl<K: Eq + Hash + Send + Sync + 'static> AnyKey for K {
    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<K>() == Some(self)
    }

    fn feed(&self, mut hasher: &mut dyn Hasher) {
        self.hash(&mut hasher);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        let other: &dyn AnyKey = &*other.0;
        self.0.is(other)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.feed(hasher);
    }
}
