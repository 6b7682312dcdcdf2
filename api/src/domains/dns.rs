//! The resolver: the text records of a name, asked of DNS now.
//!
//! A look is made with no transaction open, holds a thread for a few seconds at most, and is never answered
//! from memory: whoever presses "check now" has just changed the record.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ProtocolConfig, ResolveHosts, ResolverConfig,
};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How long a look may take, waiting for its turn included.
const LIMIT: Duration = Duration::from_secs(5);

/// How long one question to one server may take; it is put twice.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most looks at once.
const AT_ONCE: usize = 8;

/// DNS did not answer, or answered that it cannot.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    #[error("the resolver could not be set up: {0}")]
    Resolver(Box<dyn std::error::Error + Send + Sync>),
    #[error("{0}")]
    Asked(NetError),
    #[error("no answer in time")]
    Late,
}

/// Asks DNS: the server of the settings, or those of the machine.
#[derive(Debug)]
pub struct Dns {
    server: Option<SocketAddr>,
    turns: Semaphore,
}

impl Dns {
    /// `server`: whom to ask; the servers that the machine asks, if it is not said.
    pub fn new(server: Option<SocketAddr>) -> Self {
        Self { server, turns: Semaphore::new(AT_ONCE) }
    }

    /// The text records of this name, each whole; none where the name or the records do not exist.
    ///
    /// Blocks: call it from a thread that may, and outside of any transaction.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, Unreachable> {
        // A runtime of its own, which ends with the look: nothing of the resolver outlives it.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Unreachable::Resolver(error.into()))?;
        runtime.block_on(async {
            let look = async {
                let _turn = self.turns.acquire().await.map_err(|_| Unreachable::Late)?;
                self.ask(name).await
            };
            timeout(LIMIT, look).await.unwrap_or(Err(Unreachable::Late))
        })
    }

    async fn ask(&self, name: &str) -> Result<Vec<String>, Unreachable> {
        let resolver = self.resolver().map_err(|error| Unreachable::Resolver(error.into()))?;
        // The dot at the end: the machine's own search domains have no part in this.
        let found = match resolver.txt_lookup(format!("{name}.")).await {
            Ok(found) => found,
            Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
            Err(error) => return Err(Unreachable::Asked(error)),
        };
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            // One record is several strings of at most 255 bytes (RFC 7208 §3.3): they are one text.
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        });
        Ok(texts.collect())
    }

    fn resolver(&self) -> Result<TokioResolver, NetError> {
        let mut builder = match self.server {
            None => TokioResolver::builder_tokio()?,
            Some(address) => {
                let connections = [ProtocolConfig::Udp, ProtocolConfig::Tcp].map(|protocol| {
                    let mut connection = ConnectionConfig::new(protocol);
                    connection.port = address.port();
                    connection
                });
                let server = NameServerConfig::new(address.ip(), true, connections.into());
                let config = ResolverConfig::from_name_servers(vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = 2;
        options.use_hosts_file = ResolveHosts::Never;
        builder.build()
    }
}

/// The address of a resolver, as the settings name it: an IP address, with a port or without.
pub fn server_address(text: &str) -> Result<SocketAddr, String> {
    let plain = text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53));
    text.parse().or(plain).map_err(|_| "give an IP address, such as 192.0.2.53 or 192.0.2.53:5353".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_an_address_with_a_port_or_without() {
        for (text, address) in [
            ("192.0.2.53", "192.0.2.53:53"),
            ("192.0.2.53:5353", "192.0.2.53:5353"),
            ("2001:db8::1", "[2001:db8::1]:53"),
            ("[2001:db8::1]:5353", "[2001:db8::1]:5353"),
        ] {
            assert_eq!(server_address(text).map(|found| found.to_string()).as_deref(), Ok(address));
        }
        assert!(server_address("dns.example.com").is_err());
    }

    #[test]
    fn a_server_that_is_not_there_is_unreachable() {
        let here = std::net::UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let dns = Dns::new(Some(here.expect("a free port, closed again")));
        assert!(dns.texts("_usher-challenge.acme.test").is_err());
    }
}
