//! Whose turn it is, and what becomes of the mail that a worker has claimed.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{Letter, Mail, Reason};
use crate::{
    platform::{db::PgConnection, services::Services},
    values::{AccountId, Token},
};

/// How long a worker may take before another believes it dead. Longer than [`super::SENDING`], or mails would go out
/// twice.
const LEASE: Duration = Duration::seconds(120);
/// How long after its time what is to be tried again is late.
const LATE: Duration = Duration::minutes(1);
/// First pause after a failure; doubled with each one.
const FIRST_PAUSE: Duration = Duration::seconds(10);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::minutes(15);
/// How much of a mail server's answer is kept, in characters; enough for any that was made for people.
const LONGEST_ANSWER: usize = 1_000;

pub(super) async fn claim(
    conn: &mut PgConnection,
    lease: Uuid,
    chance: u8,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Mail>> {
    let row = sqlx::query!(
        "with fresh as (
              select mail.id
                from outbox mail
               where mail.state = 'queued'
                 and mail.attempts = 0
                 and not exists (
                     select
                       from outbox older
                      where older.account_id = mail.account_id
                        and (older.created_at, older.id) < (mail.created_at, mail.id)
                        and older.state = 'queued'
                        and older.due_at <= $2
                     )
               order by mail.place, mail.created_at
               limit 1
                 for update skip locked
              ),
              again as (
              select mail.id, mail.due_at <= $4 and $5 as late
                from outbox mail
               where mail.state = 'queued'
                 and mail.attempts > 0
                 and mail.due_at <= $2
                 and (mail.leased_until is null or mail.leased_until <= $2)
                 and not exists (
                     select
                       from outbox older
                      where older.account_id = mail.account_id
                        and (older.created_at, older.id) < (mail.created_at, mail.id)
                        and older.state = 'queued'
                        and older.due_at <= $2
                     )
               order by mail.due_at
               limit 1
                 for update skip locked
              )
         update outbox
            set lease = $1,
                leased_until = $3,
                attempts = attempts + 1
          where id = coalesce((select id from again where late), (select id from fresh), (select id from again))
      returning id, letter, account_id, subject_id, attempts, created_at, expires_at",
        lease,
        now,
        now + LEASE,
        now - LATE,
        // every other turn, so that neither what is late nor what is new waits for the end of the other
        chance.is_multiple_of(2),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let letter = Letter::from_stored(&row.letter)
        .ok_or_else(|| sqlx::Error::Decode(format!("unknown letter {}", row.letter).into()))?;
    Ok(Some(Mail {
        id: row.id,
        letter,
        account: AccountId::from(row.account_id),
        subject: row.subject_id,
        lease,
        attempts: row.attempts,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

pub(super) async fn record_sent(
    conn: &mut PgConnection,
    mail: &Mail,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox
            set state = 'sent',
                sent_at = $3,
                lease = null,
                leased_until = null,
                last_error = null
          where id = $1
            and lease = $2",
        mail.id,
        mail.lease,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn record_failure(
    conn: &mut PgConnection,
    mail: &Mail,
    reason: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox
            set state = 'failed',
                failed_at = $4,
                lease = null,
                leased_until = null,
                last_error = $3
          where id = $1
            and lease = $2
            and state = 'queued'",
        mail.id,
        mail.lease,
        kept(reason),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that a mail came back which its mail server had taken; `false` where it is not one that counts as sent.
///
/// # Errors
///
/// When the database does not answer.
pub async fn record_bounce(
    conn: &mut PgConnection,
    mail: Uuid,
    told: &str,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update outbox
            set state = 'failed',
                last_error = $2,
                failed_at = $3
          where id = $1
            and state = 'sent'",
        mail,
        kept(told),
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn postpone(
    conn: &mut PgConnection,
    services: &Services,
    mail: &Mail,
    reason: &str,
) -> sqlx::Result<()> {
    let [jitter] = services.randomness.as_ref().bytes();
    let due_at = services.clock.now() + pause(mail.attempts, jitter);
    sqlx::query!(
        "update outbox
            set due_at = $3,
                lease = null,
                leased_until = null,
                last_error = $4
          where id = $1
            and lease = $2",
        mail.id,
        mail.lease,
        due_at,
        kept(reason),
    )
    .execute(conn)
    .await?;
    // the answer itself may name the receiver (R54)
    let reason = Reason::of(reason);
    tracing::warn!(mail = %mail.id, attempt = mail.attempts, ?reason, "mail postponed");
    Ok(())
}

/// The mail server was not there, so this was no try: the mail has its place as before.
pub(super) async fn keep_turn(
    conn: &mut PgConnection,
    mail: &Mail,
    reason: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox
            set attempts = attempts - 1,
                lease = null,
                leased_until = null,
                last_error = $3
          where id = $1
            and lease = $2",
        mail.id,
        mail.lease,
        kept(reason),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nobody wants the mail any more: it was superseded while we held it, or its account is gone.
pub(super) async fn give_back(conn: &mut PgConnection, mail: &Mail) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox
            set state = 'superseded',
                lease = null,
                leased_until = null
          where id = $1
            and lease = $2",
        mail.id,
        mail.lease,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The pause after the `attempts`th failure: doubled each time, up to a fifth more or less
/// by chance, so that a queue does not come back all at once.
fn pause(attempts: i32, chance: u8) -> Duration {
    let doubled = FIRST_PAUSE * 2_i32.saturating_pow(attempts.clamp(1, 20).unsigned_abs() - 1);
    let base = doubled.min(LONGEST_PAUSE);
    // 80 % to 120 %
    base * (8_000 + i32::from(chance) * 4_000 / 255) / 10_000
}

/// What is kept of an answer: one line, of a length that fits a list. A NUL could not be kept at all, and a link that
/// a mail server repeats must not be (R16).
fn kept(answer: &str) -> String {
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut line = String::new();
    let words = answer.split(|c: char| c.is_whitespace() || c.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        for part in word.split_inclusive(|c| !is_token(c)) {
            let secret = part.trim_end_matches(|c| !is_token(c));
            if secret.len() >= Token::LENGTH {
                line.push('…');
                line.push_str(&part[secret.len()..]);
            } else {
                line.push_str(part);
            }
        }
    }
    line.chars().take(LONGEST_ANSWER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_quarter_of_an_hour() {
        let middle = 128;
        let seconds: Vec<i64> = [1, 2, 3, 7, 8, 100]
            .map(|n| pause(n, middle).whole_seconds())
            .to_vec();

        assert_eq!(seconds, [10, 20, 40, 640, 900, 900]);
        assert_eq!(pause(1, 0), Duration::seconds(8));
        assert_eq!(pause(1, 255), Duration::seconds(12));
    }

    #[test]
    fn f8_of_an_answer_one_line_of_sensible_length_is_kept() {
        assert_eq!(
            kept("550-5.1.1\r\n550 5.1.1\0no such\u{1b}[1m mailbox "),
            "550-5.1.1 550 5.1.1 no such [1m mailbox"
        );
        assert_eq!(kept(&"満杯 ".repeat(65_536)).chars().count(), 1_000);
    }

    #[test]
    fn r16_of_an_answer_that_repeats_a_link_the_token_is_not_kept() {
        let token = "Zm9v-YmFy_".repeat(5)[..Token::LENGTH].to_owned();

        assert_eq!(
            kept(&format!(
                "554 5.7.1 <https://members.example.com/v1/{token}/confirm> is listed ({token})"
            )),
            "554 5.7.1 <https://members.example.com/v1/…/confirm> is listed (…)"
        );
        assert_eq!(kept(&token[1..]), token[1..]);
    }
}
