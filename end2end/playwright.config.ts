import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import {
  CART_CLIENT_ID,
  CART_CLIENT_SECRET,
  CART_URL,
  CHROMIUM,
  PORTAL_URL,
  POSTBOX_URL,
  SERVICE_CLIENT_ID,
  SERVICE_KEYS,
  SERVICE_URL,
  ports,
} from './support/settings.mjs';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const tablet = { viewport: { width: 820, height: 1180 }, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 } };
const withoutJavaScript = { javaScriptEnabled: false };

/** The main job is done on everything; every other subject where it makes a difference. */
const specs = (...names: string[]) => new RegExp(`/(${['main-job', ...names].join('|')})\\.spec\\.ts$`);

/** What everyone does with their own account; passkeys need scripts. */
const selfService = ['account', 'email-change', 'recovery', 'security', 'history'];

/** With the keyboard alone, and as a screen reader is told of a page. */
const keyboard = ['keyboard', 'keyboard-account', 'keyboard-guests', 'keyboard-share-accounts', 'accessibility-tree'];

/** From the portal to the other sites, and what is used there. */
const onward = ['cart', 'services', 'openid', 'sign-out', 'points'];

const stop = { signal: 'SIGTERM', timeout: 15_000 } as const;

const config: PlaywrightTestConfig = {
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env['CI'] ? 'dot' : 'list',
  use: {
    baseURL: PORTAL_URL,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    // a trace takes a third of a test's time
    trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'phone',
      use: phone,
      testMatch: specs('sign-in', 'registration', 'share-accounts', 'invitations', 'delivery', 'in-person', 'import', ...selfService, 'passkeys', ...onward, 'key-rotation', 'shared-device', 'shared-device-left-alone', 'installed', 'layout-shift', 'accessibility', 'accessibility-account', 'accessibility-invitations', 'accessibility-cart'),
    },
    {
      name: 'phone-without-javascript',
      use: { ...phone, ...withoutJavaScript },
      testMatch: specs('sign-in', 'registration', 'share-accounts', 'invitations', 'in-person', 'import', ...selfService, ...onward, 'shared-device'),
    },
    { name: 'tablet', use: tablet, testMatch: specs('import', 'points', 'shared-device', 'shared-device-left-alone') },
    { name: 'desktop', use: desktop, testMatch: specs('import', 'rights', 'pages', 'navigation', 'language', 'headers', 'mail', 'scanner', 'services', 'accessibility', ...keyboard) },
    { name: 'desktop-without-javascript', use: { ...desktop, ...withoutJavaScript }, testMatch: specs() },
  ],
  webServer: [
    {
      name: 'postbox',
      command: 'node postbox/server.mjs',
      url: `${POSTBOX_URL}/healthz`,
      env: { SMTP_PORT: String(ports.smtp), POSTBOX_PORT: String(ports.postbox) },
      stdout: 'ignore',
      gracefulShutdown: stop,
    },
    {
      name: 'cart',
      command: 'node cart/server.mjs',
      url: `${CART_URL}/healthz`,
      env: { PORT: String(ports.cart), PORTAL_URL, CLIENT_ID: CART_CLIENT_ID, CLIENT_SECRET: CART_CLIENT_SECRET },
      stdout: 'ignore',
      gracefulShutdown: stop,
    },
    {
      name: 'service',
      command: 'node cart/server.mjs',
      url: `${SERVICE_URL}/healthz`,
      env: {
        PORT: String(ports.service),
        PORTAL_URL,
        CLIENT_ID: SERVICE_CLIENT_ID,
        CLIENT_KEY_FILE: SERVICE_KEYS.privateKey,
        SITE: 'service',
        SITE_NAME: 'OTORAKU',
      },
      stdout: 'ignore',
      gracefulShutdown: stop,
    },
    {
      name: 'portal',
      command: 'node support/portal.mjs',
      url: `${PORTAL_URL}/readyz`,
      timeout: 60_000,
      stdout: 'ignore',
      gracefulShutdown: stop,
    },
  ],
};

export default defineConfig(config);
