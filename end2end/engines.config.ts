import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';
import type { Engine } from './engines/browsers.ts';

/** WebDriver sets no headers, so that here everybody comes from one address. */
const ONE_ADDRESS_FOR_ALL = { LIMIT_SIGN_IN_ADDRESS: '1000+1000/1m', LIMIT_USER_IDS: '1000' };

const servers = [tests.webServer ?? []].flat();

/** Tries the portal in the engines of Firefox and of iPhones: with the servers of the tests, without their browser. */
export default defineConfig<{ engine: Engine }>({
  ...tests,
  testDir: 'engines',
  timeout: 120_000,
  preserveOutput: 'failures-only',
  expect: { ...tests.expect, toPass: { timeout: 15_000 } },
  use: {},
  projects: [
    { name: 'firefox', use: { engine: 'firefox' } },
    { name: 'webkit', use: { engine: 'webkit' } },
  ],
  webServer: servers.map((server) => (server.name === 'portal' ? { ...server, env: { ...server.env, ...ONE_ADDRESS_FOR_ALL } } : server)),
});
