//! `/openapi.json`, and `/docs` to read it: one page, no script, nothing from elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use shared::problem::Code;

use crate::http::route::Route;
use crate::openapi;

const STYLE: &str = include_str!("docs.css");

/// Serves both.
pub(crate) fn configure(routes: &[Route], config: &mut actix_web::web::ServiceConfig) {
    let json = serde_json::to_string(&openapi::document(routes)).expect("the document serializes");
    let page = page(routes);
    config.route(
        "/openapi.json",
        actix_web::web::get().to(move || {
            let json = json.clone();
            async move { HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(json) }
        }),
    );
    config.route(
        "/docs",
        actix_web::web::get().to(move || {
            let page = page.clone();
            async move {
                HttpResponse::Ok()
                    .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
                    .insert_header((CACHE_CONTROL, "no-cache"))
                    .insert_header((
                        CONTENT_SECURITY_POLICY,
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
                    ))
                    .body(page)
            }
        }),
    );
}

fn page(routes: &[Route]) -> String {
    let mut by_tag: BTreeMap<&str, Vec<&Route>> = BTreeMap::new();
    for route in routes {
        by_tag.entry(route.spec.name.split('.').next().unwrap_or_default()).or_default().push(route);
    }
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Usher API</title><style>{STYLE}</style><h1>Usher API</h1>\
         <p>Every operation, who may call it, and how it refuses. Schemas are in \
         <a href=\"/openapi.json\">openapi.json</a>; common clients are generated from it.</p>"
    );
    for (tag, routes) in by_tag {
        let _ = write!(html, "<h2>{}</h2>", tag.replace('_', " "));
        for route in routes {
            let spec = route.spec;
            let codes: Vec<&str> = spec.refusals.iter().map(|code| code.key()).collect();
            let refuses = if codes.is_empty() {
                String::new()
            } else {
                format!("<p>Refuses with {}.</p>", codes.join(", "))
            };
            let preview =
                if spec.previews { "<p>Rehearses with <code>?preview=true</code>.</p>" } else { "" };
            let _ = write!(
                html,
                "<details><summary><b>{}</b> <code>{}</code> <span>{}</span></summary><p>{}</p>{preview}{refuses}\
                 <p>Answers {}. <small>{}</small></p></details>",
                spec.method,
                spec.path,
                spec.summary,
                openapi::permission_sentence(route.gate).replace('`', ""),
                spec.success,
                spec.name
            );
        }
    }
    html.push_str("<h2>Problems</h2><table><tr><th>Code<th>Status<th>Title</tr>");
    for code in Code::ALL {
        let _ = write!(
            html,
            "<tr id=\"{0}\"><td><code>{0}</code><td>{1}<td>{2}</tr>",
            code.key(),
            code.status(),
            code.title()
        );
    }
    html.push_str("</table></html>");
    html
}
