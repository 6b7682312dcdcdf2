//! `/healthz`: this process lives. `/readyz`: it can do its work.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use diesel::RunQueryDsl;

use crate::app::App;
use crate::http::Refusal;

/// Registers both.
pub fn configure(config: &mut ServiceConfig) {
    config.route(
        "/healthz",
        web::get().to(async || HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))),
    );
    config.route("/readyz", web::get().to(ready));
}

async fn ready(app: Data<App>) -> HttpResponse {
    let app = app.into_inner();
    let asked = web::block(move || {
        app.db.read::<_, Refusal>(|conn| {
            diesel::sql_query("SELECT 1").execute(conn)?;
            Ok(())
        })
    });
    match asked.await {
        Ok(Ok(())) => HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })),
        Ok(Err(_)) | Err(_) => HttpResponse::ServiceUnavailable()
            .json(serde_json::json!({ "status": "the database does not answer" })),
    }
}
