//! The commands of the one binary.

use std::{
    fs::File,
    future::Future,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context as _;
use app::{
    handoff,
    platform::{
        clock::SystemClock, db::Db, form_targets::FormTargets, outbox::Postman,
        password::Passwords, randomness::SystemRandomness, services::Services,
    },
};
use clap::{Parser, Subcommand};
use server::{
    accept,
    back_channel::Caller,
    bounces,
    client_address::TrustedProxies,
    commands,
    config::{self, Config, Mode},
    demo,
    mailer::{MailFolder, MailServer},
    router::{self, Parts},
    shutdown::Shutdown,
    telemetry, worker,
};
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;

/// Small and quick for many short requests, and gives memory back after a storm of sign-ins.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The USEN MEMBERS portal.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the portal. Settings come from the environment; see the README.
    Serve,
    /// Brings the database to the schema of this version.
    Migrate,
    /// Migrates, loads demonstration data, and serves them, on this machine only.
    Demo,
    /// Takes the delivery reports in a mailbox file, where mail servers cannot post them to the portal.
    Bounces {
        /// A file in the mbox format, or with one message; `-` for standard input.
        file: PathBuf,
    },
    /// The cart and the services that people go on to, signed in.
    #[command(subcommand)]
    Client(commands::Clients),
    /// The keys that sign what clients are told.
    #[command(subcommand)]
    SigningKey(commands::SigningKeys),
    /// Points of a shop.
    #[command(subcommand)]
    Points(commands::Points),
    /// Says whether the settings are right, and ends.
    CheckConfig,
    /// Prints the table of settings.
    Settings,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve => in_runtime(serve(Mode::Serve)),
        Command::Demo => in_runtime(serve(Mode::Demonstration)),
        Command::Migrate => in_runtime(migrate()),
        Command::Bounces { file } => in_runtime(take_bounces(&file)),
        Command::Client(command) => in_runtime(with_services(|services| command.run(services))),
        Command::SigningKey(command) => in_runtime(with_services(|services| command.run(services))),
        Command::Points(command) => in_runtime(with_services(|services| command.run(services))),
        Command::CheckConfig => check_config(),
        Command::Settings => {
            print!("{}", config::markdown());
            Ok(())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn in_runtime(command: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(command)
}

fn check_config() -> anyhow::Result<()> {
    Config::read(Mode::Serve, config::environment)?;
    println!("The settings are right.");
    Ok(())
}

async fn migrate() -> anyhow::Result<()> {
    let url = config::database_url(config::environment)?;
    let db = connect(url.expose(), 1)?;
    db.migrate().await.context("migrating the database")?;
    println!("The database is up to date.");
    Ok(())
}

/// Does something to the installation that the settings describe.
async fn with_services<F: Future<Output = anyhow::Result<()>>>(
    work: impl FnOnce(Services) -> F,
) -> anyhow::Result<()> {
    let config = Config::read(Mode::Serve, config::environment)?;
    work(services(&config)?).await
}

async fn take_bounces(file: &Path) -> anyhow::Result<()> {
    let config = Config::read(Mode::Serve, config::environment)?;
    let services = services(&config)?;
    let mailbox: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let opened = File::open(file);
        Box::new(opened.with_context(|| format!("opening {}", file.display()))?)
    };
    let tally = bounces::feed(&services, BufReader::new(mailbox)).await?;
    println!("{tally}");
    Ok(())
}

async fn serve(mode: Mode) -> anyhow::Result<()> {
    let config = Config::read(mode, config::environment)?;
    telemetry::start(&config.log)?;
    let shutdown = Shutdown::on_signals()?;
    let services = services(&config)?;
    let mails = match (&config.smtp, mode) {
        (None, Mode::Demonstration) => Some(mail_folder(&config).await?),
        _ => None,
    };
    if let Some(demonstration) = &config.demonstration {
        services
            .db
            .migrate()
            .await
            .context("migrating the database")?;
        demo::load(&services, demonstration)
            .await
            .context("loading the demonstration")?;
    }
    let postman: Arc<dyn Postman> = match (&config.smtp, &mails) {
        (Some(smtp), _) => Arc::new(MailServer(
            smtp.transport(config.smtp_connections)
                .context("SMTP_URL")?,
        )),
        (None, Some(mails)) => Arc::new(mails.clone()),
        (None, None) => anyhow::bail!("SMTP_URL is not set"),
    };

    // the worker goes on with it; a database that is not there yet must not keep the process from starting
    if let Err(error) = handoff::clients::refresh_form_targets(&services).await {
        tracing::warn!(%error, "the clients cannot be looked up yet");
    }
    let listener = TcpListener::bind(config.listen_addr)
        .await
        .with_context(|| format!("LISTEN_ADDR {} cannot be listened on", config.listen_addr))?;
    let working = tokio::spawn(worker::run(
        services.clone(),
        postman,
        config.smtp_connections,
        Arc::new(Caller::new().context("reading this machine's certificates")?),
        shutdown.clone(),
    ));
    announce(&config, mails.is_some());
    let parts = Parts {
        site_root: config.site_root.clone(),
        mails,
        shutdown: shutdown.clone(),
    };
    let options = accept::Options::new(
        config.connections,
        config.connections_per_address,
        TrustedProxies::new(&config.settings.trusted_proxies),
    );
    accept::serve(
        listener,
        router::router(&services, &parts),
        options,
        shutdown.requested(),
    )
    .await?;

    working.await?;
    services.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

fn services(config: &Config) -> anyhow::Result<Services> {
    Ok(Services {
        db: connect(config.database_url.expose(), config.database_connections)?,
        clock: Arc::new(SystemClock),
        passwords: Passwords::start(config.hashing_threads, &SystemRandomness),
        form_targets: FormTargets::default(),
        randomness: Arc::new(SystemRandomness),
        settings: Arc::new(config.settings.clone()),
    })
}

fn connect(url: &str, connections: u32) -> anyhow::Result<Db> {
    let options: PgConnectOptions = url.parse().context("DATABASE_URL")?;
    Ok(Db::connect_lazily(
        options.application_name("members"),
        connections,
    ))
}

/// Where the demonstration keeps its mails: beside other temporary files, for each address of its own.
async fn mail_folder(config: &Config) -> anyhow::Result<MailFolder> {
    let folder: PathBuf =
        std::env::temp_dir().join(format!("usen-members-mails-{}", config.listen_addr.port()));
    tokio::fs::create_dir_all(&folder)
        .await
        .with_context(|| format!("making the folder {}", folder.display()))?;
    Ok(MailFolder::new(folder))
}

fn announce(config: &Config, mails_kept: bool) {
    tracing::info!(address = %config.listen_addr, "listening");
    let Some(demonstration) = &config.demonstration else {
        return;
    };
    let url = config.settings.public_url.as_str().trim_end_matches('/');
    println!();
    println!("  USEN MEMBERS, demonstration      {url}/");
    println!("  Parent account                   demoparent  (also demoparent2, demoparent3)");
    println!("  Share account                    demoshare01");
    if demonstration.password_given {
        println!("  Password of all                  as DEMO_PASSWORD says");
    } else {
        println!(
            "  Password of all                  {}",
            demonstration.password.expose()
        );
    }
    if mails_kept {
        println!("  Mails                            {url}/dev/mail");
    } else {
        println!("  Mails                            go to SMTP_URL");
    }
    let sites = &demonstration.sample_sites;
    println!("  USEN CART, sample                {}", sites.cart);
    if sites.service_keys.is_some() {
        println!("  SSO連携サービス, sample          {}", sites.service);
    }
    println!();
}
