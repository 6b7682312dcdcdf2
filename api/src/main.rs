//! The binary `usher`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use shared::text::EmailAddress;
use usher_api::access::models::ModelsError;
use usher_api::app::App;
use usher_api::config::{Config, public_url, with_file};
use usher_api::demo::Size;
use usher_api::operator::{self, Database};
use usher_api::{openapi, routes, serve};

/// Organizations, workspaces, members and access for a product.
///
/// Start with `usher serve --dev`, then open the address that it prints.
#[derive(Debug, Parser)]
#[command(name = "usher", version, propagate_version = true)]
struct Cli {
    /// Read settings that neither flags nor the environment name from this TOML file.
    #[arg(long = "config", env = "USHER_CONFIG", value_name = "FILE", global = true)]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the app until interrupted. Brings the tables up to date first.
    Serve {
        #[command(flatten)]
        config: Config,
    },
    /// Bring the tables of a database up to date, and say what was done.
    Migrate {
        #[command(flatten)]
        config: Config,
    },
    /// Fill a database with people to try things out on, and print how to sign in as some of them.
    ///
    /// With --members or --projects it is an organization of that size instead, to measure at.
    Demo {
        /// Members of an organization to measure at.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        members: Option<u32>,
        /// Projects of an organization to measure at.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
        projects: Option<u32>,
        #[command(flatten)]
        config: Config,
    },
    /// Copy a SQLite database into a new file. A server may go on serving it. PostgreSQL has pg_dump.
    Backup {
        /// The copy. A file that exists is not overwritten.
        file: PathBuf,
        #[command(flatten)]
        database: Database,
    },
    /// Check the audit log.
    #[command(subcommand)]
    Audit(Audit),
    /// Help people who cannot help themselves.
    #[command(subcommand)]
    Users(Users),
    /// Do for organizations what nobody in them can.
    #[command(subcommand)]
    Members(Members),
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum Members {
    /// Turn a member into a guest, who gets single items alone and takes no seat.
    ///
    /// Their workspaces, restrictions and own grants on anything but items close at once; they are told, and it is
    /// in the organization's audit log. On SQLite the server has to be stopped for it.
    ToGuest {
        /// The person's public id, usr_…, which stands on their page, or an address of theirs.
        person: String,
        /// The organization, by the slug in its pages' addresses.
        #[arg(long, value_name = "SLUG")]
        organization: String,
        /// Say what would change, and write nothing.
        #[arg(long)]
        preview: bool,
        #[command(flatten)]
        config: Box<Config>,
    },
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Recompute the hash chain of every organization's log, and say where one breaks first.
    ///
    /// An entry that was changed, taken out or cut off at the end breaks its chain; the exit status is 1 then. A
    /// server may go on serving the database.
    Verify {
        /// Only this organization, by the slug in its pages' addresses.
        #[arg(long, value_name = "SLUG")]
        organization: Option<String>,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Debug, Subcommand)]
enum Users {
    /// Print a link with which somebody chooses a new password: for a deployment without a mail server.
    ///
    /// The link is good once, for an hour, and ends those that were made before it. Hand it over on a way that
    /// nobody else reads. On SQLite the server has to be stopped for it.
    ResetLink {
        /// The address that the person signs in with.
        email: String,
        #[command(flatten)]
        database: Database,
        /// The address that people use: scheme and host, no path.
        #[arg(long, env = "USHER_PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_parser = public_url, value_name = "URL")]
        public_url: String,
    },
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let file = args
        .iter()
        .enumerate()
        .find_map(|(index, arg)| match arg.strip_prefix("--config=") {
            Some(path) => Some(path.into()),
            None if arg == "--config" => args.get(index + 1).map(Into::into),
            None => None,
        })
        .or_else(|| std::env::var_os("USHER_CONFIG").map(PathBuf::from));
    let beside = beside(&args);
    let result = with_file(args, file, &beside)
        .map_err(Into::into)
        .and_then(|args| run(Cli::parse_from(args).command));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("usher: {error}");
            if is_about_models(&*error) { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// Whether a process did not start because of its access models: nothing was done, and trying again does not
/// help, so whoever supervises it is told apart.
fn is_about_models(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(|error| error.is::<ModelsError>())
}

/// The settings of a server that are no flags of the command that these arguments name.
fn beside(args: &[String]) -> Vec<String> {
    let cli = Cli::command();
    let named =
        args.iter().skip(1).fold(&cli, |command, arg| command.find_subcommand(arg).unwrap_or(command));
    let takes = |flag: &str| named.get_arguments().any(|known| known.get_long() == Some(flag));
    let server = Config::augment_args(clap::Command::new("settings"));
    let settings = server.get_arguments().filter_map(clap::Arg::get_long);
    settings.filter(|flag| !takes(flag)).map(str::to_owned).collect()
}

fn run(command: Command) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    match command {
        Command::Serve { config } => {
            config.check()?;
            serve::logging(&config.log_format);
            let app = App::start(config)?;
            actix_web::rt::System::new().block_on(serve::serve(app))?;
        }
        Command::Migrate { config } => {
            usher_api::access::models::load(config.model_file.as_deref())?;
            let db = usher_api::db::Db::open(&config.database_url, 1)?;
            let _lock = db.lock()?;
            let migrated = db.migrate()?;
            if migrated.0.is_empty() {
                println!("The tables are up to date.");
            }
            for name in migrated.0 {
                println!("Applied {name}.");
            }
        }
        Command::Demo { members: None, projects: None, config } => {
            let story = usher_api::demo::load(config)?;
            println!("{story}");
        }
        Command::Demo { members, projects, config } => {
            let members = members.unwrap_or(1_000) as usize;
            let projects = projects.map_or(members / 10, |projects| projects as usize);
            println!("{}", usher_api::demo::load_crowd(config, Size { members, projects })?);
        }
        Command::Backup { file, database } => println!("{}", operator::backup(&database, &file)?),
        Command::Audit(Audit::Verify { organization, database }) => {
            println!("{}", operator::verify(&database, organization.as_deref())?);
        }
        Command::Users(Users::ResetLink { email, database, public_url }) => {
            let email: EmailAddress = email.parse().map_err(|_| format!("{email} is not an address"))?;
            let made = operator::reset_link(&database, &public_url, &email)?;
            println!("{made}");
            eprintln!("Good once, for an hour: {} chooses a new password with it.", made.address);
        }
        Command::Members(Members::ToGuest { person, organization, preview, config }) => {
            println!("{}", operator::to_guest(*config, &organization, &person, preview)?);
        }
        Command::Openapi => println!("{}", openapi::document(&routes::all()).to_pretty_json()?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_takes_the_configuration_file() {
        let commands: [&[&str]; 8] = [
            &["serve"],
            &["migrate"],
            &["demo"],
            &["backup", "copy.db"],
            &["audit", "verify"],
            &["users", "reset-link", "ada@example.com"],
            &["members", "to-guest", "ada@example.com", "--organization", "acme"],
            &["openapi"],
        ];
        for command in commands {
            let args = ["usher"].iter().chain(command).chain(&["--config", "usher.toml"]);
            let cli = Cli::try_parse_from(args).expect("a command");
            assert_eq!(cli.settings, Some(PathBuf::from("usher.toml")), "{command:?}");
        }
    }

    #[test]
    fn a_command_is_spared_the_settings_that_it_does_not_take() {
        let spared = |args: &[&str]| {
            let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            beside(&args)
        };
        assert!(spared(&["usher", "serve"]).is_empty());
        let verify = spared(&["usher", "audit", "verify"]);
        assert!(
            verify.iter().any(|flag| flag == "listen") && !verify.iter().any(|flag| flag == "database-url")
        );
    }
}
