//! Password hashing: argon2id, off the async threads, behind a gate that a flood cannot widen (R22, R23).

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Duration,
};

use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc};
use subtle::ConstantTimeEq as _;
use tokio::{sync::oneshot, time::timeout};

use super::randomness::Randomness;
use crate::values::PlainPassword;

/// How many hashings may wait; more are turned away at once.
const QUEUE: usize = 64;
/// How long one may wait.
const PATIENCE: Duration = Duration::from_secs(3);
const SALT: usize = 16;
const TAG: usize = 32;

/// A password's hash in PHC form, `$argon2id$v=19$m=19456,t=2,p=1$…`; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a hash as the database stores it.
    pub fn from_stored(phc: String) -> Self {
        Self(phc)
    }

    /// The hash as the database stores it.
    pub fn as_stored(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PasswordHash")
    }
}

/// What comparing a password with a hash came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is another password.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, hashed with parameters weaker than today's: hash it anew (R22).
    RightButWeaklyHashed,
}

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting; try again in a few seconds.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// The stored hash is not one of ours.
    #[error("a stored password hash is malformed")]
    Malformed,
}

enum Work {
    Hash { salt: [u8; SALT] },
    Verify { stored: PasswordHash },
}

enum Done {
    Hashed(PasswordHash),
    Verified(Verdict),
}

struct Job {
    password: PlainPassword,
    work: Work,
    answer: oneshot::Sender<Result<Done, PasswordError>>,
}

/// The gate: a few threads of low priority, each with its own memory used again and again,
/// fed by a short queue. A request that goes away neither frees a place early nor keeps one.
#[derive(Clone)]
pub struct Passwords {
    queue: SyncSender<Job>,
    /// Compared with when there is no account, so that unknown user IDs take the same time (R5).
    decoy: PasswordHash,
}

impl Passwords {
    /// Starts the hashing threads; as many as the machine has cores is right.
    ///
    /// # Panics
    ///
    /// When the operating system gives no threads.
    pub fn start(threads: NonZeroUsize, randomness: &dyn Randomness) -> Self {
        let (queue, jobs) = sync_channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads.get() {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work_through(&jobs))
                .expect("the operating system starts a thread");
        }

        let mut memory = Vec::new();
        let nobody = PlainPassword::for_sign_in("nobody has this password").expect("it is short");
        let decoy =
            hash_with(&mut memory, &nobody, &randomness.bytes()).expect("the parameters are valid");
        Self { queue, decoy }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    ///
    /// [`PasswordError::Busy`].
    pub async fn hash(
        &self,
        password: PlainPassword,
        randomness: &dyn Randomness,
    ) -> Result<PasswordHash, PasswordError> {
        let work = Work::Hash {
            salt: randomness.bytes(),
        };
        match self.enqueue(password, work).await? {
            Done::Hashed(hash) => Ok(hash),
            Done::Verified(_) => Err(PasswordError::Malformed),
        }
    }

    /// Compares a password with the stored hash, or with a decoy where there is none: that takes
    /// as long and is never right (R5).
    ///
    /// # Errors
    ///
    /// [`PasswordError`].
    pub async fn verify(
        &self,
        password: PlainPassword,
        stored: Option<PasswordHash>,
    ) -> Result<Verdict, PasswordError> {
        let known = stored.is_some();
        let work = Work::Verify {
            stored: stored.unwrap_or_else(|| self.decoy.clone()),
        };
        match self.enqueue(password, work).await? {
            Done::Verified(verdict) if known => Ok(verdict),
            Done::Verified(_) => Ok(Verdict::Wrong),
            Done::Hashed(_) => Err(PasswordError::Malformed),
        }
    }

    async fn enqueue(&self, password: PlainPassword, work: Work) -> Result<Done, PasswordError> {
        let (answer, answered) = oneshot::channel();
        match self.queue.try_send(Job {
            password,
            work,
            answer,
        }) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                return Err(PasswordError::Busy);
            }
        }
        match timeout(PATIENCE, answered).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) | Err(_) => Err(PasswordError::Busy),
        }
    }
}

fn work_through(jobs: &Mutex<Receiver<Job>>) {
    if let Err(error) = rustix::process::nice(10) {
        tracing::warn!(%error, "password threads keep the normal priority");
    }

    let mut memory = Vec::new();
    loop {
        let job = match jobs.lock() {
            Ok(jobs) => jobs.recv(),
            Err(_) => return,
        };
        // the gate itself is gone: the process ends
        let Ok(Job {
            password,
            work,
            answer,
        }) = job
        else {
            return;
        };
        // who asked has gone away or lost patience
        if answer.is_closed() {
            continue;
        }

        let done = match work {
            Work::Hash { salt } => hash_with(&mut memory, &password, &salt).map(Done::Hashed),
            Work::Verify { stored } => {
                verify_with(&mut memory, &password, &stored).map(Done::Verified)
            }
        };
        // it may have gone away just now; then nobody needs the answer
        drop(answer.send(done));
    }
}

fn hash_with(
    memory: &mut Vec<Block>,
    password: &PlainPassword,
    salt: &[u8; SALT],
) -> Result<PasswordHash, PasswordError> {
    let mut tag = [0; TAG];
    fill(memory, password, salt, Params::DEFAULT, &mut tag)?;

    let malformed = |_| PasswordError::Malformed;
    let phc = phc::PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: phc::ParamsString::try_from(&Params::DEFAULT)
            .map_err(|_| PasswordError::Malformed)?,
        salt: Some(phc::Salt::new(salt).map_err(malformed)?),
        hash: Some(phc::Output::new(&tag).map_err(malformed)?),
    };
    Ok(PasswordHash(phc.to_string()))
}

fn verify_with(
    memory: &mut Vec<Block>,
    password: &PlainPassword,
    stored: &PasswordHash,
) -> Result<Verdict, PasswordError> {
    let malformed = |_| PasswordError::Malformed;
    let phc = phc::PasswordHash::new(&stored.0).map_err(malformed)?;
    let params = Params::try_from(&phc).map_err(|_| PasswordError::Malformed)?;
    let (Some(salt), Some(expected)) = (&phc.salt, &phc.hash) else {
        return Err(PasswordError::Malformed);
    };
    if phc.algorithm != argon2::ARGON2ID_IDENT || expected.as_bytes().len() != TAG {
        return Err(PasswordError::Malformed);
    }

    let weak = params.m_cost() < Params::DEFAULT_M_COST || params.t_cost() < Params::DEFAULT_T_COST;
    let mut tag = [0; TAG];
    fill(memory, password, salt.as_ref(), params, &mut tag)?;

    Ok(match (bool::from(tag.ct_eq(expected.as_bytes())), weak) {
        (false, _) => Verdict::Wrong,
        (true, false) => Verdict::Right,
        (true, true) => Verdict::RightButWeaklyHashed,
    })
}

fn fill(
    memory: &mut Vec<Block>,
    password: &PlainPassword,
    salt: &[u8],
    params: Params,
    tag: &mut [u8],
) -> Result<(), PasswordError> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, tag, memory.as_mut_slice())
        .map_err(|_| PasswordError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::randomness::SystemRandomness;

    fn plain(text: &str) -> PlainPassword {
        PlainPassword::for_sign_in(text).expect("short enough")
    }

    fn one_thread() -> Passwords {
        Passwords::start(NonZeroUsize::MIN, &SystemRandomness)
    }

    #[tokio::test]
    async fn r22_a_hash_is_argon2id_with_current_cost_and_only_its_password_matches() {
        let passwords = one_thread();

        let hash = passwords
            .hash(plain("correct horse"), &SystemRandomness)
            .await
            .expect("hashed");

        assert!(
            hash.as_stored()
                .starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            hash.as_stored()
        );
        assert_eq!(
            passwords
                .verify(plain("correct horse"), Some(hash.clone()))
                .await,
            Ok(Verdict::Right)
        );
        assert_eq!(
            passwords
                .verify(plain("correct hors"), Some(hash.clone()))
                .await,
            Ok(Verdict::Wrong)
        );
        assert_eq!(
            passwords.verify(plain("Correct horse"), Some(hash)).await,
            Ok(Verdict::Wrong)
        );
    }

    #[tokio::test]
    async fn r22_a_weaker_hash_is_recognised() {
        let weak = "$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$";
        let mut tag = [0; TAG];
        let params = Params::new(4096, 1, 1, None).expect("valid");
        fill(
            &mut Vec::new(),
            &plain("correct horse"),
            b"somesaltsomesalt",
            params,
            &mut tag,
        )
        .expect("hashed");
        let output = phc::Output::new(&tag).expect("32 bytes");

        let verdict = one_thread()
            .verify(
                plain("correct horse"),
                Some(PasswordHash::from_stored(format!("{weak}{output}"))),
            )
            .await;

        assert_eq!(verdict, Ok(Verdict::RightButWeaklyHashed));
    }

    #[tokio::test]
    async fn r5_without_an_account_every_password_is_wrong() {
        let verdict = one_thread()
            .verify(plain("nobody has this password"), None)
            .await;

        assert_eq!(verdict, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn r23_more_than_the_queue_holds_is_turned_away() {
        let passwords = one_thread();
        let tries = (0..QUEUE * 2).map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.verify(plain("anything"), None).await })
        });

        let mut turned_away = 0;
        for attempt in tries.collect::<Vec<_>>() {
            turned_away += usize::from(attempt.await.expect("ran") == Err(PasswordError::Busy));
        }

        assert!((1..QUEUE * 2).contains(&turned_away), "{turned_away}");
    }
}
