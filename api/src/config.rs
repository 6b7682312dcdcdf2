//! How a server is set up: flags, the environment (`USHER_…`), and a file, in this order.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domains::dns::server_address;

/// A setting that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted(String);

impl Redacted {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(redacted)")
    }
}

impl From<&str> for Redacted {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// The settings of a server.
#[derive(Debug, Clone, clap::Args)]
pub struct Config {
    /// Address and port to listen on.
    #[arg(long, env = "USHER_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,

    /// sqlite://path/to/file.db (one machine) or postgres://user@host:5432/name (any number).
    #[arg(
        long,
        env = "USHER_DATABASE_URL",
        default_value = "sqlite://usher.db",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: String,

    /// The most connections that each of the two pools (reads, writes) opens.
    #[arg(long, env = "USHER_DATABASE_CONNECTIONS", default_value_t = 8, value_name = "N")]
    pub database_connections: u32,

    /// Hear of other processes' writes by looking alone, twice a second: for a connection pooler between here
    /// and PostgreSQL that does not pass LISTEN on.
    #[arg(long, env = "USHER_POLL_ONLY")]
    pub poll_only: bool,

    /// The address that people and mails use: scheme and host, no path.
    #[arg(long, env = "USHER_PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_parser = public_url, value_name = "URL")]
    pub public_url: String,

    /// For development on this machine alone: mail is shown at /dev/mailbox, the clock can be moved, rate
    /// limits are generous, cookies need no TLS.
    #[arg(long, env = "USHER_DEV")]
    pub dev: bool,

    /// Mail server: smtp://user:password@host:587 or smtps://… . Without one, links are shown to be copied.
    #[arg(long, env = "USHER_SMTP_URL", value_name = "URL", hide_env_values = true, value_parser = redacted)]
    pub smtp_url: Option<Redacted>,

    /// The sender of mails.
    #[arg(long, env = "USHER_MAIL_FROM", default_value = "Usher <usher@localhost>", value_name = "ADDRESS")]
    pub mail_from: String,

    /// 32 bytes in base64 that wrap the deployment's keys in the database.
    #[arg(long, env = "USHER_MASTER_KEY", value_name = "BASE64", hide_env_values = true, value_parser = redacted)]
    pub master_key: Option<Redacted>,

    /// Whether people must verify their address before anything else: on wherever mail can be sent, if it
    /// is not said.
    #[arg(long, env = "USHER_REQUIRE_VERIFIED_EMAIL", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub require_verified_email: Option<bool>,

    /// Memory of one password hash, in KiB.
    #[arg(long, env = "USHER_PASSWORD_MEMORY_KIB", default_value_t = 19_456, value_name = "KIB")]
    pub password_memory_kib: u32,

    /// The most password hashes at once.
    #[arg(long, env = "USHER_PASSWORD_PARALLEL", default_value_t = 4, value_name = "N")]
    pub password_parallel: usize,

    /// A TOML file with the deployment's own scopes, aliases, roles and access models: see docs/access-model-file.md.
    #[arg(long, env = "USHER_MODEL_FILE", value_name = "FILE")]
    pub model_file: Option<PathBuf>,

    /// After how many days the shareable link of an organization should be reset.
    #[arg(long, env = "USHER_STALE_LINK_DAYS", default_value_t = 90, value_name = "DAYS")]
    pub stale_link_days: u32,

    /// Whom members are told to ask for what only the operator does: an address, or a page.
    #[arg(long, env = "USHER_SUPPORT_CONTACT", value_name = "TEXT")]
    pub support_contact: Option<String>,

    /// The DNS server that proofs of domains are looked up with: an IP address, with a port or without. Those
    /// that this machine uses, if it is not said.
    #[arg(long, env = "USHER_DNS_SERVER", value_name = "ADDRESS", value_parser = server_address)]
    pub dns_server: Option<SocketAddr>,

    /// For how many days a deleted organization can be restored.
    #[arg(long, env = "USHER_RESTORE_DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3650), value_name = "DAYS")]
    pub restore_days: u16,

    /// Logs as text or as JSON lines.
    #[arg(long, env = "USHER_LOG_FORMAT", default_value = "text", value_parser = ["text", "json"], value_name = "FORMAT")]
    pub log_format: String,

    /// Take the caller's address from X-Forwarded-For: only behind a proxy that sets it.
    #[arg(long, env = "USHER_TRUST_PROXY")]
    pub trust_proxy: bool,
}

impl Config {
    /// Whether an address that is not verified holds its account back.
    pub fn require_verified_email(&self) -> bool {
        self.require_verified_email.unwrap_or(self.dev || self.smtp_url.is_some())
    }

    /// Until when something that is deleted at this moment can be restored.
    pub fn restorable_until(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        at + TimeDelta::days(self.restore_days.into())
    }

    /// What must not be served: a development server that others can reach.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.dev && !self.listen.ip().is_loopback() {
            return Err(ConfigError::DevListens(self.listen));
        }
        if self.dev && !is_loopback_url(&self.public_url) {
            return Err(ConfigError::DevIsPublic(self.public_url.clone()));
        }
        Ok(())
    }

    /// A link into the app whose secret stays in the fragment, where no log sees it.
    pub fn link(&self, page: &str, token: &str) -> String {
        link(&self.public_url, page, token)
    }

    /// A page of the app.
    pub fn page(&self, path: &str) -> String {
        format!("{}/{path}", self.public_url)
    }
}

/// [`Config::link`], for a command that has no more of the settings.
pub fn link(public_url: &str, page: &str, token: &str) -> String {
    format!("{public_url}/{page}#{token}")
}

/// A setting that would not be safe.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("--dev is for this machine alone: it does not listen on {0}. Use 127.0.0.1, or leave --dev out")]
    DevListens(SocketAddr),
    #[error(
        "--dev is for this machine alone: {0} is not a loopback address. Leave --dev out to serve others"
    )]
    DevIsPublic(String),
    #[error("the configuration file {0} could not be read: {1}")]
    File(PathBuf, String),
}

/// Whether a public URL leads to this machine.
pub fn is_loopback_url(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    is_loopback_host(host.split('/').next().unwrap_or_default())
}

/// Whether `host[:port]` is this machine.
pub fn is_loopback_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn redacted(text: &str) -> Result<Redacted, std::convert::Infallible> {
    Ok(Redacted::from(text))
}

/// A scheme and a host, without the slash at the end.
pub fn public_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(url.to_owned()),
        _ => Err("give a scheme and a host, such as https://usher.example.com".to_owned()),
    }
}

/// The arguments with those of the configuration file put in: a flag wins over the environment, and that
/// over the file. `[a] key = value` files are flat TOML with the flags' names: `listen = "0.0.0.0:8080"`. One file
/// is for every command: the settings that are no flags of this one are `beside` it.
pub fn with_file(
    args: Vec<String>,
    path: Option<PathBuf>,
    beside: &[String],
) -> Result<Vec<String>, ConfigError> {
    let Some(path) = path else { return Ok(args) };
    let refuse = |error: String| ConfigError::File(path.clone(), error);
    let text = std::fs::read_to_string(&path).map_err(|error| refuse(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| refuse(error.to_string()))?;
    let mut out = args;
    for (key, value) in table {
        let flag = format!("--{}", key.replace('_', "-"));
        let variable = format!("USHER_{}", key.replace('-', "_").to_uppercase());
        let given = out.iter().any(|arg| *arg == flag || arg.starts_with(&format!("{flag}=")));
        let passed = beside.iter().any(|name| flag.strip_prefix("--") == Some(name));
        if given || passed || std::env::var_os(variable).is_some() {
            continue;
        }
        match value {
            toml::Value::Boolean(true) => out.push(flag),
            toml::Value::Boolean(false) => {}
            toml::Value::String(text) => out.push(format!("{flag}={text}")),
            toml::Value::Integer(number) => out.push(format!("{flag}={number}")),
            toml::Value::Float(_)
            | toml::Value::Datetime(_)
            | toml::Value::Array(_)
            | toml::Value::Table(_) => {
                return Err(refuse(format!("{key} is a text, a number or true/false")));
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dev_is_for_this_machine_alone() {
        for url in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"] {
            assert!(is_loopback_url(url), "{url}");
        }
        for url in ["https://usher.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1"] {
            assert!(!is_loopback_url(url), "{url}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", Redacted::from("smtp://user:password@host")), "(redacted)");
    }

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
        assert_eq!(public_url("https://usher.example.com/"), Ok("https://usher.example.com".to_owned()));
        for bad in ["usher.example.com", "https://", "https://a/b", "ftp://a", "https://u@a"] {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }
}
