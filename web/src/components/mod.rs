//! What more than one page draws. Class names and structure are those of `style/app.css`.
//!
//! | file | draws |
//! | --- | --- |
//! | `icon`, `button`, `field`, `expiry`, `choice` | the sign, the button, fields with their errors, a day on which something ends, checkboxes, radios and switches |
//! | `access`, `level` | the one sign for none, view and full, alone and in a row; choosing one of the three |
//! | `people`, `tag`, `moment` | avatars and names, tags, dates |
//! | `tabs`, `filter`, `table`, `bulk` | parts of a list page |
//! | `combobox` | choosing one of very many, found by letters |
//! | `menu`, `dialog`, `toast` | what opens over the page, and what it says afterwards |
//! | `notices` | what the reader was told, day by day |
//! | `show`, `each` | something while a condition holds, and something for each of many |
//! | `savebar` | what was changed and is not saved yet |
//! | `rows` | where the focus goes when its row is gone |
//! | `chipbox`, `rolecard` | parts of the invite dialog |
//! | `state` | waiting, empty, problem, offline |
//! | `public` | the card of the pages outside the shell |

mod access;
mod bulk;
mod button;
mod chipbox;
mod choice;
mod combobox;
mod dialog;
mod each;
mod expiry;
mod field;
mod filter;
mod icon;
mod level;
mod menu;
mod moment;
mod notices;
mod people;
mod public;
mod rolecard;
mod rows;
mod savebar;
mod show;
mod state;
mod table;
mod tabs;
mod tag;
mod toast;

pub(crate) use access::*;
pub(crate) use bulk::*;
pub(crate) use button::*;
pub(crate) use chipbox::*;
pub(crate) use choice::*;
pub(crate) use combobox::*;
pub(crate) use dialog::*;
pub(crate) use each::*;
pub(crate) use expiry::*;
pub(crate) use field::*;
pub(crate) use filter::*;
pub(crate) use icon::*;
pub(crate) use level::*;
pub(crate) use menu::*;
pub(crate) use moment::*;
pub(crate) use notices::*;
pub(crate) use people::*;
pub(crate) use public::*;
pub(crate) use rolecard::*;
pub(crate) use rows::*;
pub(crate) use savebar::*;
pub(crate) use show::*;
pub(crate) use state::*;
pub(crate) use table::*;
pub(crate) use tabs::*;
pub(crate) use tag::*;
pub(crate) use toast::*;

use std::cell::Cell;

use leptos::callback::UnsyncCallback;

/// Something to do, without an argument. A closure becomes one by itself.
pub(crate) type Act = UnsyncCallback<()>;
/// Something to do with a value.
pub(crate) type ActWith<T> = UnsyncCallback<(T,)>;

/// An id that no other element of this page has.
pub(crate) fn unique(prefix: &str) -> String {
    thread_local! {
        static NEXT: Cell<u32> = const { Cell::new(0) };
    }
    let n = NEXT.get();
    NEXT.set(n + 1);
    format!("{prefix}-{n}")
}
