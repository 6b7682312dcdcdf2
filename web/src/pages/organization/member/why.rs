//! The table of sources behind one row: what each gives over each scope, and what stands.

use leptos::prelude::*;
use shared::access::Access;
use shared::access::wire::ResourceAccess;
use shared::members::wire::Member;

use super::super::logic::effect::level;
use super::super::logic::ladder::{Ladder, Source, lead, tally};
use super::state::Subject;
use crate::components::{Date, Pip};

#[component]
pub(super) fn Why(
    subject: Subject,
    member: Signal<Member>,
    row: StoredValue<ResourceAccess>,
    ladder: StoredValue<Ladder>,
) -> impl IntoView {
    let row = row.get_value();
    let ladder = ladder.get_value();
    let who = member.with_untracked(|member| member.user.name.clone());
    // In the model's order, where it is known.
    let scopes: Vec<(String, String)> = subject.model.content().with_untracked(|model| match model {
        Some(model) => model
            .scopes
            .iter()
            .filter(|scope| row.permissions.contains_key(&scope.key) && scope.kind == row.resource.kind)
            .map(|scope| (scope.key.clone(), scope.label.clone()))
            .collect(),
        None => row.permissions.keys().map(|key| (key.clone(), key.clone())).collect(),
    });
    let leading = lead(&who, &row.resource.name, &row.permissions);
    let reasons = ladder.sentences().join(" ");
    let result: Vec<Access> =
        scopes.iter().map(|(key, _)| row.permissions.get(key).copied().unwrap_or_default()).collect();
    let label = format!("Sources of access to {}", row.resource.name);
    view! {
        <div class="why">
            <p>{leading} " " <b>{reasons}</b></p>
            <div class="ladder-wrap" tabindex="0" role="region" aria-label=label>
                <table class="ladder">
                    <thead>
                        <tr>
                            <th><span class="vh">"Source"</span></th>
                            {scopes.iter().map(|(_, label)| view! { <th scope="col">{label.clone()}</th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {ladder.sources.iter().map(|source| line(source, &ladder, &scopes)).collect_view()}
                    </tbody>
                    <tfoot>
                        <tr class="sum">
                            <th scope="row"><span class="two"><b>"Result"</b><span class="e">{tally(&row.permissions)}</span></span></th>
                            {result.into_iter().zip(&scopes).map(|(access, (_, label))| cell(access, label, false)).collect_view()}
                        </tr>
                    </tfoot>
                </table>
            </div>
        </div>
    }
}

fn line(source: &Source, ladder: &Ladder, scopes: &[(String, String)]) -> AnyView {
    let head = view! {
        <th scope="row"><span class="two">{source.title.clone()}<span class="e">
            {source.note}
            {source.expires_at.map(|at| view! { ", until " <Date at/> })}
        </span></span></th>
    };
    if source.cuts {
        let said = source.sentence().unwrap_or("Takes away here").to_owned();
        return view! { <tr>{head}<td colspan=scopes.len().to_string() class="faint sm">{said}</td></tr> }
            .into_any();
    }
    let cells = scopes
        .iter()
        .map(|(key, label)| match source.cells.get(key) {
            Some(&(gives, counts)) => {
                let adds = source.adds(key, ladder);
                view! { <td class=adds.then_some("adds")><Pip access=gives class=if counts { "" } else { "cut" }/><span class="vh">{said(label, gives, counts)}</span></td> }.into_any()
            }
            None => cell(Access::None, label, false),
        })
        .collect_view();
    view! { <tr class=source.wins.then_some("win")>{head}{cells}</tr> }.into_any()
}

fn said(label: &str, gives: Access, counts: bool) -> String {
    format!("{label}: {}{}", level(gives), if counts { "" } else { ", cut" })
}

fn cell(access: Access, label: &str, adds: bool) -> AnyView {
    view! { <td class=adds.then_some("adds")><Pip access=access/><span class="vh">{said(label, access, true)}</span></td> }.into_any()
}
