/** A portal and a cart apart from those of the other tests, with a database of their own: for what would disturb all. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import pg from 'pg';
import { CART_CLIENT_ID, CART_CLIENT_SECRET, MAIL_FROM, PORTAL_LOG, ROOT, SERVER_BIN, SITE_ROOT, SMTP_URL } from './settings.mjs';

export interface Installation {
  readonly portalUrl: string;
  readonly cartUrl: string;
  readonly database: pg.Pool;
  /** Runs a command of the server's as an operator does; tells what it prints. */
  readonly command: (...words: string[]) => Promise<string>;
}

/** Starts one, its portal with these settings besides the usual ones, and ends it after it was used. */
export async function withInstallation(
  all: pg.Pool,
  use: (installation: Installation) => Promise<void>,
  more: NodeJS.ProcessEnv = {},
): Promise<void> {
  const name = `installation_${randomBytes(6).toString('hex')}`;
  await all.query(`create database ${name}`);
  const address = new URL(process.env['DATABASE_URL'] ?? '');
  address.pathname = `/${name}`;
  const database = new pg.Pool({ connectionString: address.href, max: 2 });
  const [portalPort, cartPort] = await freePorts(2);
  const portalUrl = `http://localhost:${portalPort}`;
  const cartUrl = `http://127.0.0.1:${cartPort}`;
  const secrets = { DATABASE_URL: address.href, SECRET_KEY: randomBytes(64).toString('hex') };
  const ports = { PORTAL_PORT: String(portalPort), CART_PORT: String(cartPort) };
  const cart = { PORT: String(cartPort), PORTAL_URL: portalUrl, CLIENT_ID: CART_CLIENT_ID, CLIENT_SECRET: CART_CLIENT_SECRET };
  const processes = [
    node('support/portal.mjs', { ...secrets, ...ports, ...more, PORTAL_LOG: PORTAL_LOG.replace('.log', `-${name}.log`) }),
    node('cart/server.mjs', cart),
  ];
  try {
    for (const ready of [`${portalUrl}/readyz`, `${cartUrl}/healthz`]) {
      await expect.poll(async () => (await fetch(ready).catch(() => undefined))?.status, { timeout: 30_000 }).toBe(200);
    }
    const settings = { ...secrets, PUBLIC_URL: 'https://members.example.com', SITE_ROOT, SMTP_URL, MAIL_FROM };
    await use({
      portalUrl,
      cartUrl,
      database,
      command: async (...words) => (await promisify(execFile)(SERVER_BIN, words, { cwd: ROOT, env: settings })).stdout,
    });
  } finally {
    for (const process of processes) await ended(process);
    await database.end();
    await emptied(all, name).finally(() => all.query(`drop database ${name} with (force)`));
  }
}

/** Waits until nobody is in a database: a pool says that it has ended before its connections have. */
async function emptied(all: pg.Pool, name: string): Promise<void> {
  const connected = `select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'`;
  await expect.poll(async () => (await all.query(connected, [name])).rows, 'nobody is in the database').toEqual([]);
}

function node(script: string, settings: NodeJS.ProcessEnv): ChildProcess {
  return spawn('node', [script], { cwd: `${ROOT}end2end`, env: { ...process.env, ...settings }, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => promisify(server.close.bind(server))()));
  return ports;
}
