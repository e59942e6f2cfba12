/** Shops, accounts and invitations put straight into the database, so that each test has its own. */

import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** The password of every account made here. */
export const PASSWORD = 'violet ladder 42 gramophone';

/** PASSWORD by argon2id, m=19456, t=2, p=1, made once: hashing is not what these tests are about. */
const PASSWORD_HASH = '$argon2id$v=19$m=19456,t=2,p=1$X/VTTV9/qw6nrO1IV9v9/Q$9pj40WqGNN/RyqrjgcMJUfI+aV8kR6oaLcSPKhs740Q';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Credentials {
  readonly userId: string;
  readonly password: string;
}

export interface Account extends Credentials {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Shop {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly parent: Account;
}

export interface Invitee {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** An address that nobody else in the test run has. */
export function someEmail(): string {
  return `visitor-${randomBytes(6).toString('hex')}@example.com`;
}

/** A user ID that nobody else in the test run has. */
export function someUserId(): string {
  return `members${randomBytes(5).toString('hex')}`;
}

/** A shop with its parent account, and points if any were ever booked. */
export async function createShop(database: Pool, { points = 87_187 } = {}): Promise<Shop> {
  const code = String(randomInt(900_000_000, 1_000_000_000));
  const shop = { id: randomUUID(), code, name: `(株) カフェ${code}` };
  await database.query('insert into customers (id, code, name, created_at) values ($1, $2, $3, $4)', [
    shop.id,
    shop.code,
    shop.name,
    ago(30 * DAY),
  ]);
  const parent = await insertRegistered(database, shop.id, 'parent', shop.name);
  const created = { ...shop, parent };
  if (points > 0) await bookPoints(database, created, { points, cause: 'correction', note: 'opening balance', at: ago(DAY) });
  return created;
}

/** An entry of a shop's ledger. */
export interface Booking {
  readonly points: number;
  readonly cause: 'start' | 'first_purchase' | 'campaign' | 'use' | 'return' | 'correction' | 'expiry';
  readonly note?: string;
  readonly who?: Account;
  readonly at?: Date;
  readonly expiresAt?: Date;
}

/** Books entries as the portal does, one after the other. */
export async function bookPoints(database: Pool, shop: Shop, ...bookings: Booking[]): Promise<void> {
  await database.query('insert into points_accounts (customer_id, balance, entries) values ($1, 0, 0) on conflict do nothing', [shop.id]);
  for (const { points, cause, note, who, at = new Date(), expiresAt } of bookings) {
    await database.query(
      `with account as (
              update points_accounts set balance = balance + $3, entries = entries + 1 where customer_id = $2
           returning balance, entries
       ), entry as (
              insert into points_ledger
                     (id, customer_id, number, points, balance, cause, idempotency_key, account_id, note, expires_at, created_at)
              select $1::uuid, $2, entries, $3, balance, $4, $1::uuid::text, $5, $6, $7, $8 from account
       )
       insert into points_expiring (entry_id, customer_id, remaining, expires_at)
       select $1::uuid, $2, $3, $7 where $7::timestamptz is not null`,
      [randomUUID(), shop.id, points, cause, who?.id ?? null, note ?? null, expiresAt ?? null, at],
    );
  }
}

/** Holds points for an order, as the cart has the portal do. */
export async function holdPoints(database: Pool, shop: Shop, points: number): Promise<void> {
  const now = new Date();
  await database.query(
    `insert into points_reservations (id, customer_id, points, note, idempotency_key, created_at, expires_at)
     values ($1, $2, $3, 'A-00000000', $1::uuid::text, $4, $5)`,
    [randomUUID(), shop.id, points, now, new Date(now.getTime() + 30 * MINUTE)],
  );
}

/** A share account in the state 登録完了済み. */
export async function createShareAccount(
  database: Pool,
  shop: Shop,
  name: string,
  { email = someEmail(), minutesAgo = 10 } = {},
): Promise<Account> {
  return insertRegistered(database, shop.id, 'share', name, email, ago(minutesAgo * MINUTE));
}

/** A share account in the state 初回登録待ち, whose invitation is on its way. */
export async function invite(
  database: Pool,
  shop: Shop,
  name: string,
  { email = someEmail(), language = 'ja', minutesAgo = 0 } = {},
): Promise<Invitee> {
  const id = randomUUID();
  const at = ago(minutesAgo * MINUTE);
  const client = await database.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into accounts (id, customer_id, kind, state, name, email, language, created_at)
       values ($1, $2, 'share', 'awaiting_registration', $3, $4, $5, $6)`,
      [id, shop.id, name, email, language, at],
    );
    await client.query(
      `insert into outbox (id, letter, account_id, created_at, due_at, expires_at)
       values ($1, 'invitation', $2, $3, $3, $4)`,
      [randomUUID(), id, at, new Date(at.getTime() + 7 * DAY)],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
  return { id, name, email };
}

/** How often this share account was registered, and by which user IDs. */
export async function registrations(database: Pool, accountId: string): Promise<string[]> {
  const { rows } = await database.query<{ user_id: string }>(
    `select user_id from user_ids where account_id = $1`,
    [accountId],
  );
  return rows.map(({ user_id }) => user_id);
}

/** What a shop's list of share accounts would show, straight from the table. */
export async function shareAccounts(database: Pool, shop: Shop): Promise<{ name: string; state: string; email: string }[]> {
  const { rows } = await database.query<{ name: string; state: string; email: string }>(
    `select name, state, email from accounts
      where customer_id = $1 and kind = 'share' and state <> 'deleted' order by created_at, id`,
    [shop.id],
  );
  return rows;
}

/** Deletes a share account as somebody else would, at the same time. */
export async function deleteAccount(database: Pool, accountId: string): Promise<void> {
  await database.query(`update accounts set state = 'deleted', deleted_at = $2 where id = $1`, [accountId, new Date()]);
}

/** Registers an invitee as they would themselves, at the same time. */
export async function registerAccount(database: Pool, accountId: string): Promise<void> {
  const userId = someUserId();
  const client = await database.connect();
  try {
    await client.query('begin');
    await client.query('insert into user_ids (user_id, account_id, taken_at) values ($1, $2, $3)', [userId, accountId, new Date()]);
    await client.query(
      `update accounts set state = 'active', user_id = $2, password_hash = $3, registered_at = $4 where id = $1`,
      [accountId, userId, PASSWORD_HASH, new Date()],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function insertRegistered(
  database: Pool,
  customerId: string,
  kind: 'parent' | 'share',
  name: string,
  email = someEmail(),
  createdAt = ago(20 * DAY),
): Promise<Account> {
  const id = randomUUID();
  const userId = someUserId();
  const client = await database.connect();
  try {
    await client.query('begin');
    await client.query('insert into user_ids (user_id, account_id, taken_at) values ($1, $2, $3)', [userId, id, createdAt]);
    await client.query(
      `insert into accounts
         (id, customer_id, kind, state, name, email, user_id, password_hash, created_at, registered_at)
       values ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $8)`,
      [id, customerId, kind, name, email, userId, PASSWORD_HASH, createdAt],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
  return { id, name, email, userId, password: PASSWORD };
}

function ago(milliseconds: number): Date {
  return new Date(Date.now() - milliseconds);
}
