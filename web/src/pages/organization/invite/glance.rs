//! What they will see: the sidebar of somebody who accepted, by the same functions that draw the viewer's own.

use leptos::prelude::*;
use shared::access::Access;

use super::super::common::Place;
use super::super::logic::newcomer::Invitee;
use crate::components::{Icon, Pip, Tile};

pub(super) fn glance(places: &[Place], invitee: &Invitee) -> AnyView {
    let sees = |scope: &str| invitee.organization.get(scope).copied().unwrap_or_default() >= Access::View;
    let pages: Vec<(&'static str, &'static str)> = [
        (sees("members"), "members", "Members"),
        (sees("members"), "groups", "Groups"),
        (sees("audit"), "log", "Audit log"),
        (sees("general"), "building", "Settings"),
        (true, "shield", "Your access"),
    ]
    .into_iter()
    .filter_map(|(seen, icon, label)| seen.then_some((icon, label)))
    .collect();
    let rooms: Vec<AnyView> = places
        .iter()
        .filter(|place| invitee.workspaces.contains(&place.workspace.id))
        .map(|place| {
            let projects: Vec<(String, Access)> = place
                .projects
                .iter()
                .filter_map(|project| {
                    let level = invitee.projects.iter().find(|(id, _)| *id == project.id)?.1;
                    (level >= Access::View).then(|| (project.name.to_string(), level))
                })
                .collect();
            let none = projects.is_empty();
            view! {
                <li class="nav-h">{place.workspace.name.to_string()}</li>
                {projects.into_iter().map(|(name, level)| view! {
                    <li><Tile name=name.clone()/><span class="grow trunc">{name}</span><Pip access=level class="s"/></li>
                }).collect_view()}
                {none.then(|| view! { <li class="faint sm">"No project"</li> })}
            }
            .into_any()
        })
        .collect();
    let empty = rooms.is_empty();
    view! {
        <details class="disc">
            <summary class="sm">
                <span class="chev"><Icon name="right" small=true/></span>
                "Their sidebar"
            </summary>
            <ul class="boxed glance mt-2">
                {pages.into_iter().map(|(icon, label)| view! { <li><Icon name=icon small=true/><span>{label}</span></li> }).collect_view()}
                {rooms}
                {empty.then(|| view! { <li class="faint sm">"No workspace of this organization"</li> })}
            </ul>
        </details>
    }
    .into_any()
}
