//! The wish to stop: SIGTERM, or Ctrl-C (R58).

use std::io;

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Tells everything that runs when it is time to stop; clones hear it too.
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Listens for SIGTERM and SIGINT from now on.
    ///
    /// # Errors
    ///
    /// When the signals cannot be listened for.
    pub fn on_signals() -> io::Result<Self> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (stop, shutdown) = Self::by_hand();

        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
                _ = interrupt.recv() => tracing::info!("SIGINT: stopping"),
            }
            stop.send_replace(true);
        });
        Ok(shutdown)
    }

    /// Stops when `true` is sent, or the sender is dropped.
    pub fn by_hand() -> (watch::Sender<bool>, Self) {
        let (stop, receiver) = watch::channel(false);
        (stop, Self(receiver))
    }

    /// Waits for the wish.
    pub async fn requested(mut self) {
        // A dropped sender means that nobody could ask any more, so that is taken for the wish as well.
        let _ = self.0.wait_for(|&stop| stop).await;
    }

    /// Whether it is time to stop; `/readyz` says no from then on.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_hears_the_wish_also_who_asks_later() {
        let (stop, shutdown) = Shutdown::by_hand();
        let waiting = tokio::spawn(shutdown.clone().requested());
        assert!(!shutdown.is_requested());

        stop.send_replace(true);

        assert!(waiting.await.is_ok());
        assert!(shutdown.is_requested());
        shutdown.clone().requested().await;
    }

    #[tokio::test]
    async fn a_lost_sender_is_the_wish_too() {
        let (stop, shutdown) = Shutdown::by_hand();

        drop(stop);

        shutdown.requested().await;
    }
}
