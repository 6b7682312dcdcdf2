//! One running server: HTTP, the outbox, and an orderly end.

use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Service;
use actix_web::middleware::Compress;
use actix_web::web::{self, Data};
use actix_web::{App as HttpApp, HttpServer};

use crate::app::App;
use crate::http::{edge, files, headers};
use crate::{dev, docs, health, organizations, outbox, routes};

/// Logs go to standard error; standard output carries the one line that says that we are ready.
pub fn logging(format: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("USHER_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber is refused where a test has set one: that one stands.
    let _ = if format == "json" { builder.json().try_init() } else { builder.try_init() };
}

/// Serves until the process is asked to stop; requests and mails under way are finished.
pub async fn serve(app: Arc<App>) -> std::io::Result<()> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(outbox::worker::run(Arc::clone(&app), stopped));
    let data = Data::from(Arc::clone(&app));
    let tls = app.config.public_url.starts_with("https://");
    let development = app.config.dev;
    let routes = routes::all();
    let server = HttpServer::new(move || {
        let routes = routes.clone();
        HttpApp::new()
            .app_data(data.clone())
            .app_data(web::PayloadConfig::new(edge::BODY_LIMIT))
            .wrap_fn(move |request, service| {
                let answer = service.call(request);
                async move {
                    let mut response = answer.await?;
                    headers::secure(response.headers_mut(), tls);
                    Ok(response)
                }
            })
            .wrap(Compress::default())
            .configure(move |config| {
                edge::configure(&routes, config);
                docs::configure(&routes, config);
                health::configure(config);
                organizations::stream::configure(config);
                if development {
                    dev::configure(config);
                }
                config.default_service(web::to(files::serve));
            })
    })
    .shutdown_timeout(10)
    .disable_signals()
    .bind(app.config.listen)?
    .run();
    println!("Usher is ready at {}", app.config.public_url);
    let handle = server.handle();
    let live = Arc::clone(&app);
    tokio::spawn(async move {
        asked_to_stop().await;
        // Open pages hang on streams: let go first, or the server would wait for them.
        live.live.close();
        handle.stop(true).await;
    });
    let result = server.await;
    // The worker finishes the mail in hand.
    let _ = stop.send(true);
    let _ = tokio::time::timeout(Duration::from_secs(10), worker).await;
    result
}

/// Waits for the word to stop: from the terminal, or from whoever started the process.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
                return;
            }
            Err(error) => tracing::warn!(%error, "a request to terminate will not be heard"),
        }
    }
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "an interrupt will not be heard");
        std::future::pending::<()>().await;
    }
}
