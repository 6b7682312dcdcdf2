//! One running server: HTTP, the outbox, and an orderly end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle, Service};
use actix_web::middleware::Compress;
use actix_web::web::{self, Data};
use actix_web::{App as HttpApp, HttpServer};

use crate::access::freshness::Watch;
use crate::app::App;
use crate::http::{edge, files, head, headers};
use crate::{dev, docs, evaluations, health, organizations, outbox, routes, upkeep};

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
    let running = start(Arc::clone(&app))?;
    println!("Usher is ready at {}", app.config.public_url);
    let handle = running.handle();
    tokio::spawn(async move {
        asked_to_stop().await;
        // Open pages hang on streams: let go first, or the server would wait for them.
        app.live.close();
        handle.stop(true).await;
    });
    running.finished().await
}

/// A server that listens.
pub struct Running {
    addresses: Vec<SocketAddr>,
    server: Server,
    worker: tokio::task::JoinHandle<()>,
    watch: Watch,
    stop: tokio::sync::watch::Sender<bool>,
}

impl Running {
    /// Where it listens; with port 0 in the settings, the port that was free.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Stops it, from elsewhere.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Waits until it was stopped; the outbox finishes the mail in hand.
    pub async fn finished(self) -> std::io::Result<()> {
        let Self { addresses: _, server, worker, watch, stop } = self;
        let result = server.await;
        let _ = stop.send(true);
        let _ = tokio::time::timeout(Duration::from_secs(20), worker).await;
        let _ = tokio::task::spawn_blocking(|| watch.stop()).await;
        result
    }
}

/// Listens, and starts the outbox and the upkeep beside it.
pub fn start(app: Arc<App>) -> std::io::Result<Running> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let data = Data::from(Arc::clone(&app));
    let tls = app.config.public_url.starts_with("https://");
    let development = app.config.dev;
    let routes = routes::all();
    let server = HttpServer::new(move || {
        let (routes, streams) = (routes.clone(), head::streams(&routes));
        HttpApp::new()
            .app_data(data.clone())
            .app_data(web::PayloadConfig::new(edge::BODY_LIMIT))
            .wrap_fn(move |mut request, service| {
                head::as_get(&mut request, &streams);
                let answer = service.call(request);
                async move {
                    let mut response = answer.await?;
                    headers::secure(response.headers_mut(), tls);
                    Ok(response)
                }
            })
            .wrap(Compress::default())
            .configure(move |config| {
                evaluations::configure(&routes, config);
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
    .bind(app.config.listen)?;
    let addresses = server.addrs();
    let watch = Watch::start(Arc::clone(&app));
    let worker = tokio::spawn(async move {
        tokio::join!(outbox::worker::run(Arc::clone(&app), stopped.clone()), upkeep::run(app, stopped));
    });
    Ok(Running { addresses, server: server.run(), worker, watch, stop })
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
