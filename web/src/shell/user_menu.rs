use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shortcuts::use_shortcuts;
use crate::components::{Avatar, Icon, Menu, MenuItem, MenuLink, Segment, Segments};
use crate::here::use_here;
use crate::routes::Route;
use crate::session::use_session;
use crate::theme::{Theme, current_theme, set_theme};

/// The account, the theme, signing out.
#[component]
pub(super) fn UserMenu() -> impl IntoView {
    let session = use_session();
    let here = use_here();
    let shortcuts = use_shortcuts();
    let name = Signal::derive(move || session.user().map(|user| user.name.to_string()).unwrap_or_default());
    let role =
        move || here.known().with(|known| known.as_ref().map(|known| known.membership.role.name.clone()));
    view! {
        <Menu
            label="Your account"
            class="me"
            side="up"
            trigger=move || view! {
                <Avatar name=name size="1.75rem"/>
                <span class="grow"><b class="trunc">{move || name.get()}</b><span class="faint sm">{role}</span></span>
                <Icon name="updown"/>
            }
        >
            <MenuLink href=Route::Account icon="user">"Account and emails"</MenuLink>
            <MenuLink href=Route::NoticePreferences icon="inbox">"What you are told"</MenuLink>
            <hr/>
            <div class="mh">"Theme"</div>
            <ThemeChoice/>
            <hr/>
            <MenuItem reads=true icon="help" key="?" on_choose=move || shortcuts.open()>"Keyboard shortcuts"</MenuItem>
            <MenuItem reads=true icon="leave" on_choose=move || spawn_local(session.sign_out())>"Sign out"</MenuItem>
        </Menu>
    }
}

/// Auto, light or dark; in force at once and kept on this machine.
#[component]
pub(crate) fn ThemeChoice() -> impl IntoView {
    let theme = RwSignal::new(current_theme());
    let options = vec![
        Segment { key: Theme::Auto.key(), words: "Auto", icon: "monitor" },
        Segment { key: Theme::Light.key(), words: "Light", icon: "sun" },
        Segment { key: Theme::Dark.key(), words: "Dark", icon: "moon" },
    ];
    view! {
        <Segments
            label="Theme"
            value=move || theme.get().key().to_owned()
            options=options
            on_change=move |key: String| {
                theme.set(Theme::parse(&key));
                set_theme(theme.get_untracked());
            }
        />
    }
}
