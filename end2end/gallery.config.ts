import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** Shows every screen in every state, with the browser and the servers of the tests. */
export default defineConfig({
  ...tests,
  testDir: 'gallery',
  timeout: 180_000,
  globalTeardown: './gallery/index-page.ts',
  use: { ...tests.use, trace: 'off' },
  projects: [{ name: 'gallery' }],
});
