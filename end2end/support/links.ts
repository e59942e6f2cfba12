/** What time and other people do to a link, done at once. */

import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import type { Pool } from 'pg';

/** A mail can be in its mailbox a moment before the portal has noted that it went out. */
async function mailsNoted(database: Pool, accountId: string): Promise<void> {
  await expect
    .poll(async () => (await database.query(`select from outbox where account_id = $1 and state = 'queued'`, [accountId])).rowCount)
    .toBe(0);
}

/** Lets the days of an invitation pass. */
export async function expireInvitation(database: Pool, accountId: string): Promise<void> {
  await mailsNoted(database, accountId);
  await database.query(
    `update invitation_links set created_at = created_at - interval '8 days', expires_at = expires_at - interval '8 days'
      where account_id = $1`,
    [accountId],
  );
}

/** Puts a newer invitation, which is on its way then, in the place of the one sent so far. */
export async function replaceInvitation(database: Pool, accountId: string): Promise<void> {
  const now = new Date();
  await database.query(`update invitation_links set replaced_at = $2 where account_id = $1`, [accountId, now]);
  await database.query(
    `insert into outbox (id, letter, account_id, created_at, due_at, expires_at)
     values ($1, 'invitation_again', $2, $3::timestamptz, $3::timestamptz, $3::timestamptz + interval '7 days')`,
    [randomUUID(), accountId, now],
  );
}

/** Lets it be two minutes ago that an account was last written to. */
export async function ageMails(database: Pool, accountId: string): Promise<void> {
  await mailsNoted(database, accountId);
  await database.query(`update outbox set created_at = created_at - interval '2 minutes' where account_id = $1`, [accountId]);
}

/** Lets an account's sessions stand unused for some minutes. */
export async function leaveSessions(database: Pool, accountId: string, minutes: number): Promise<void> {
  await database.query(
    `update sessions set created_at = created_at - make_interval(mins => $2), last_seen_at = last_seen_at - make_interval(mins => $2)
      where account_id = $1`,
    [accountId, minutes],
  );
}

/** Lets it be more than ten minutes ago that an account's sessions proved who holds them (D10). */
export async function ageProofs(database: Pool, accountId: string): Promise<void> {
  await database.query(
    `update sessions set created_at = created_at - interval '11 minutes', proved_at = proved_at - interval '11 minutes'
      where account_id = $1`,
    [accountId],
  );
}

/** Lets the quarter of an hour of every QR code of a shop pass. */
export async function expireCodes(database: Pool, customerId: string): Promise<void> {
  await database.query(
    `update in_person_registrations set created_at = created_at - interval '16 minutes', expires_at = expires_at - interval '16 minutes'
      where customer_id = $1`,
    [customerId],
  );
}

/** Lets the half hour of every link for a new password of an account pass. */
export async function expireResets(database: Pool, accountId: string): Promise<void> {
  await database.query(
    `update mailed_links set created_at = created_at - interval '31 minutes', expires_at = expires_at - interval '31 minutes'
      where account_id = $1 and kind = 'password_reset'`,
    [accountId],
  );
}
