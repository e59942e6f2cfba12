//! What operators do at the command line, until the console does it.

use std::{fs::File, path::PathBuf};

use anyhow::{Context as _, bail};
use app::{
    handoff::{
        Rotation, Scope, Scopes,
        clients::{self, ClientKind, KeySet, NewClient, NewProof},
        rotate_signing_key,
    },
    platform::services::Services,
    points,
    rights::Right,
    values::{CustomerCode, Points as Amount},
};
use clap::{Args, Subcommand};
use time::{Duration, format_description::well_known::Rfc3339};
use url::Url;

/// The sites that people go on to.
#[derive(Debug, Subcommand)]
pub enum Clients {
    /// Adds a client, and prints its secret, which nobody can look up afterwards.
    Add(Box<NewClientArguments>),
    /// Lists the clients.
    List,
    /// Makes another secret, and prints it; the one before stays good for a while.
    RotateSecret {
        /// `client_id`.
        id: String,
        /// How long the one before stays good, in hours.
        #[arg(long, default_value_t = 24)]
        overlap_hours: u16,
    },
    /// Removes a client: it gets nothing from now on, and what it has opens nothing.
    Remove {
        /// `client_id`.
        id: String,
    },
}

/// A client that is to be added.
#[derive(Debug, Args)]
pub struct NewClientArguments {
    /// `client_id`: lower-case letters, digits and hyphens.
    id: String,
    /// What people call it.
    #[arg(long)]
    name: String,
    /// `cart`, of which there is one, or `service`, which stands on the page SSO連携サービス.
    #[arg(long)]
    kind: ClientKind,
    /// The right without which nobody gets there: `cart`, `linked_services`, … (default: by its kind).
    #[arg(long)]
    needs: Option<Right>,
    /// Where codes may go, exactly; may be repeated.
    #[arg(long = "redirect-uri", required = true)]
    redirect_uris: Vec<Url>,
    /// Where people may go who signed out there; may be repeated.
    #[arg(long = "post-logout-redirect-uri")]
    post_logout_redirect_uris: Vec<Url>,
    /// Where people are sent who begin at the portal.
    #[arg(long)]
    initiate_login_uri: Url,
    /// The page that they are to get to.
    #[arg(long)]
    target_link_uri: Url,
    /// Where it wants to be told that somebody is signed out.
    #[arg(long)]
    backchannel_logout_uri: Option<Url>,
    /// What it may ask for: `openid`, `profile`, `shop`, `points`; may be repeated.
    #[arg(long = "scope", required = true)]
    scopes: Vec<Scope>,
    /// Its public keys, a file with a JSON Web Key Set: it proves itself by them and has no secret.
    #[arg(long)]
    keys: Option<PathBuf>,
}

impl NewClientArguments {
    fn read(self) -> anyhow::Result<NewClient> {
        let proof = match self.keys {
            None => NewProof::MadeSecret,
            Some(path) => {
                let file =
                    File::open(&path).with_context(|| format!("opening {}", path.display()))?;
                let keys: KeySet = serde_json::from_reader(file)
                    .with_context(|| format!("{} is no JSON Web Key Set", path.display()))?;
                NewProof::Keys(keys)
            }
        };
        Ok(NewClient {
            id: self.id,
            name: self.name,
            needs: self.needs.unwrap_or(match self.kind {
                ClientKind::Cart => Right::Cart,
                ClientKind::Service => Right::LinkedServices,
            }),
            kind: self.kind,
            proof,
            redirect_uris: self.redirect_uris,
            post_logout_redirect_uris: self.post_logout_redirect_uris,
            initiate_login_uri: self.initiate_login_uri,
            target_link_uri: self.target_link_uri,
            backchannel_logout_uri: self.backchannel_logout_uri,
            scopes: self.scopes.into_iter().collect::<Scopes>(),
        })
    }
}

impl Clients {
    /// Does it.
    ///
    /// # Errors
    ///
    /// When it cannot be done; the message says why.
    pub async fn run(self, services: Services) -> anyhow::Result<()> {
        match self {
            Self::Add(new) => {
                let new = new.read()?;
                match clients::add(&services, &new).await? {
                    Some(secret) => {
                        println!("client_id      {}", new.id);
                        println!("client_secret  {}", secret.as_str());
                    }
                    None => println!("{} was added.", new.id),
                }
            }
            Self::List => {
                for client in clients::list(&services).await? {
                    println!(
                        "{}\t{}\t{}\tneeds {}\t{}\t{}",
                        client.id,
                        client.name,
                        client.kind.as_str(),
                        client.needs.as_str(),
                        client.proof.method(),
                        client.scopes,
                    );
                    for address in &client.redirect_uris {
                        println!("\tredirect      {address}");
                    }
                    for address in &client.post_logout_redirect_uris {
                        println!("\tafter logout  {address}");
                    }
                    println!("\tentrance      {}", client.initiate_login_uri);
                    println!("\ttarget        {}", client.target_link_uri);
                    if let Some(address) = &client.backchannel_logout_uri {
                        println!("\tback channel  {address}");
                    }
                }
            }
            Self::RotateSecret { id, overlap_hours } => {
                let overlap = Duration::hours(overlap_hours.into());
                match clients::rotate_secret(&services, &id, overlap).await? {
                    Some(secret) => println!("client_secret  {}", secret.as_str()),
                    None => bail!("there is no client {id} with a secret"),
                }
            }
            Self::Remove { id } => {
                if !clients::remove(&services, &id).await? {
                    bail!("there is no client {id}");
                }
                println!("{id} was removed.");
            }
        }
        Ok(())
    }
}

/// The keys that sign what clients are told.
#[derive(Debug, Subcommand)]
pub enum SigningKeys {
    /// Makes a new key. It is published now and used from tomorrow on; the portal does this by itself every 60 days.
    Rotate {
        /// Use it now, and believe no other any more: one of them became known.
        #[arg(long)]
        at_once: bool,
    },
}

impl SigningKeys {
    /// Does it.
    ///
    /// # Errors
    ///
    /// When it cannot be done; the message says why.
    pub async fn run(self, services: Services) -> anyhow::Result<()> {
        let Self::Rotate { at_once } = self;
        let rotation = if at_once {
            Rotation::AtOnce
        } else {
            Rotation::Announced
        };
        let (id, used_from) = rotate_signing_key(&services, rotation).await?;
        println!("{id} signs from {} on.", used_from.format(&Rfc3339)?);
        Ok(())
    }
}

/// Points of a shop.
#[derive(Debug, Subcommand)]
pub enum Points {
    /// Puts a shop's points right.
    Correct {
        /// The shop's customer code.
        code: String,
        /// How many points come; fewer than none go.
        #[arg(allow_negative_numbers = true)]
        points: i64,
        /// Why, as the shop reads it.
        #[arg(long)]
        reason: String,
        /// Names the correction: done again with the same, it does nothing more.
        #[arg(long)]
        key: String,
    },
}

impl Points {
    /// Does it.
    ///
    /// # Errors
    ///
    /// When it cannot be done; the message says why.
    pub async fn run(self, services: Services) -> anyhow::Result<()> {
        let Self::Correct {
            code,
            points,
            reason,
            key,
        } = self;
        let code = CustomerCode::parse(&code)?;
        let balance = points::correct(&services, &code, Amount::new(points), &reason, &key).await?;
        println!("The balance is {balance} now.");
        Ok(())
    }
}
