//! A mail server that does as it is told, however rude (RFC 5321).

use std::{
    collections::{HashMap, HashSet, VecDeque},
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
    time::sleep,
};

/// What it does with the next mail to an address.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Takes it.
    Accept,
    /// Answers this to the receiver's address; after a 421 it leaves.
    AtReceiver(String),
    /// Answers this to the mail itself, which it takes for good where this is a 2xx.
    AtEnd(String),
    /// Takes the mail, and leaves without a word.
    LeaveAfterMail,
    /// Leaves in the middle of the mail.
    LeaveInMail,
    /// Takes the mail, and answers after this time.
    Slow(Duration),
    /// Takes the mail, and never answers.
    Silent,
}

/// A mail that it took.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub message_id: String,
    /// Whether the sender is told so.
    pub acknowledged: bool,
}

#[derive(Debug, Default)]
struct State {
    taken: Vec<Taken>,
    manners: HashMap<String, VecDeque<Manner>>,
    greeting: Option<String>,
    login: Option<String>,
    sessions: usize,
}

/// A mail server on a port of this machine.
#[derive(Clone, Debug)]
pub struct Receiver {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    listening: Arc<Mutex<Option<AbortHandle>>>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let receiver = Self {
            address: listener.local_addr().expect("an address"),
            state: Arc::default(),
            listening: Arc::default(),
        };
        receiver.listen(listener);
        receiver
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on nobody answers, and who is there is cut off.
    pub fn close(&self) {
        if let Some(listening) = locked(&self.listening).take() {
            listening.abort();
        }
    }

    /// Listens again, on the same port.
    pub async fn open(&self) {
        // the port is free as soon as the task that listened is gone
        let listener = loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        self.listen(listener);
    }

    fn listen(&self, listener: TcpListener) {
        let state = Arc::clone(&self.state);
        let listening = tokio::spawn(async move {
            // they end with it
            let mut sessions = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                sessions.spawn(Session::serve(stream, Arc::clone(&state)));
            }
        });
        *locked(&self.listening) = Some(listening.abort_handle());
    }

    /// Does so with the next mails to an address, one after the other; then it accepts.
    pub fn treat(&self, to: &str, manners: impl IntoIterator<Item = Manner>) {
        locked(&self.state)
            .manners
            .entry(to.to_owned())
            .or_default()
            .extend(manners);
    }

    /// Greets with this, and leaves.
    pub fn greet(&self, greeting: Option<&str>) {
        locked(&self.state).greeting = greeting.map(str::to_owned);
    }

    /// Answers this to whoever logs in.
    pub fn answer_logins(&self, reply: &str) {
        locked(&self.state).login = Some(reply.to_owned());
    }

    pub fn taken(&self) -> Vec<Taken> {
        locked(&self.state).taken.clone()
    }

    pub fn taken_for(&self, to: &str) -> Vec<Taken> {
        let mut taken = self.taken();
        taken.retain(|mail| mail.to == to);
        taken
    }

    /// How many different mails it took.
    pub fn different(&self) -> usize {
        let taken = self.taken().into_iter();
        taken
            .map(|mail| mail.message_id)
            .collect::<HashSet<String>>()
            .len()
    }

    /// How many connections there have been.
    pub fn sessions(&self) -> usize {
        locked(&self.state).sessions
    }

    /// Waits until it has taken so many mails.
    pub async fn until(&self, mails: usize) {
        while self.taken().len() < mails {
            sleep(Duration::from_millis(5)).await;
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection.
struct Session {
    stream: BufReader<TcpStream>,
    state: Arc<Mutex<State>>,
}

impl Session {
    async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) {
        locked(&state).sessions += 1;
        let session = Self {
            stream: BufReader::new(stream),
            state,
        };
        // whoever goes away is gone
        session.talk().await.ok();
    }

    async fn talk(mut self) -> io::Result<()> {
        let greeting = locked(&self.state).greeting.clone();
        if let Some(greeting) = greeting {
            return self.say(&greeting).await;
        }
        self.say("220 receiver of the tests").await?;
        let mut to = String::new();
        let mut manner = Manner::Accept;
        loop {
            let line = self.line().await?;
            let word = line.split([' ', ':']).next().unwrap_or_default();
            match word.to_ascii_uppercase().as_str() {
                "EHLO" => {
                    self.say("250-receiver\r\n250-8BITMIME\r\n250 AUTH PLAIN")
                        .await?;
                }
                "AUTH" => {
                    let reply = locked(&self.state).login.clone();
                    self.say(reply.as_deref().unwrap_or("235 2.7.0 welcome"))
                        .await?;
                }
                "MAIL" => self.say("250 2.1.0 ok").await?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    manner = self.manner_for(&to);
                    let Manner::AtReceiver(reply) = &manner else {
                        self.say("250 2.1.5 ok").await?;
                        continue;
                    };
                    self.say(reply).await?;
                    if reply.starts_with("421") {
                        return Ok(());
                    }
                }
                "DATA" => {
                    self.say("354 go on").await?;
                    if !self.take(&to, &manner).await? {
                        return Ok(());
                    }
                }
                "NOOP" | "RSET" => self.say("250 2.0.0 ok").await?,
                "QUIT" => return self.say("221 2.0.0 bye").await,
                _ => self.say("502 5.5.1 unknown").await?,
            }
        }
    }

    /// Takes a mail in its manner; whether it stays.
    async fn take(&mut self, to: &str, manner: &Manner) -> io::Result<bool> {
        if matches!(manner, Manner::LeaveInMail) {
            self.line().await?;
            return Ok(false);
        }
        let mut message_id = String::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                break;
            }
            if let Some(id) = line.strip_prefix("Message-ID: ") {
                id.clone_into(&mut message_id);
            }
        }
        let reply = match manner {
            Manner::AtEnd(reply) => reply,
            _ => "250 2.0.0 taken",
        };
        if reply.starts_with('2') {
            locked(&self.state).taken.push(Taken {
                to: to.to_owned(),
                message_id,
                acknowledged: !matches!(manner, Manner::LeaveAfterMail | Manner::Silent),
            });
        }
        match manner {
            Manner::LeaveAfterMail => return Ok(false),
            Manner::Silent => std::future::pending::<()>().await,
            Manner::Slow(time) => sleep(*time).await,
            _ => {}
        }
        self.say(reply).await?;
        Ok(true)
    }

    fn manner_for(&self, to: &str) -> Manner {
        locked(&self.state)
            .manners
            .get_mut(to)
            .and_then(VecDeque::pop_front)
            .unwrap_or(Manner::Accept)
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.stream
            .write_all(format!("{reply}\r\n").as_bytes())
            .await?;
        self.stream.flush().await
    }
}
