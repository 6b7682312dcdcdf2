//! The binary `usher`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use usher_api::app::App;
use usher_api::config::{Config, with_file};
use usher_api::{openapi, routes, serve};

/// Organizations, workspaces, members and access for a product.
///
/// Start with `usher serve --dev`, then open the address that it prints.
#[derive(Debug, Parser)]
#[command(name = "usher", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the app until interrupted. Brings the tables up to date first.
    Serve {
        #[command(flatten)]
        config: Config,
        /// Read settings that neither flags nor the environment name from this TOML file.
        #[arg(long = "config", env = "USHER_CONFIG", value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Bring the tables of a database up to date, and say what was done.
    Migrate {
        #[command(flatten)]
        config: Config,
    },
    /// Fill a database with people to try things out on, and print how to sign in as some of them.
    Demo {
        #[command(flatten)]
        config: Config,
    },
    /// Print the OpenAPI document.
    Openapi,
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
    let result =
        with_file(args, file).map_err(Into::into).and_then(|args| run(Cli::parse_from(args).command));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("usher: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    match command {
        Command::Serve { config, file: _ } => {
            config.check()?;
            serve::logging(&config.log_format);
            let app = App::start(config)?;
            actix_web::rt::System::new().block_on(serve::serve(app))?;
        }
        Command::Migrate { config } => {
            let migrated = usher_api::db::Db::open(&config.database_url, 1)?.migrate()?;
            if migrated.0.is_empty() {
                println!("The tables are up to date.");
            }
            for name in migrated.0 {
                println!("Applied {name}.");
            }
        }
        Command::Demo { config } => {
            let story = usher_api::demo::load(config)?;
            println!("{story}");
        }
        Command::Openapi => println!("{}", openapi::document(&routes::all()).to_pretty_json()?),
    }
    Ok(())
}
