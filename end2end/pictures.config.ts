import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** Takes pictures with the browser and the servers of the tests. */
export default defineConfig({ ...tests, testDir: 'pictures', workers: 1, projects: [{ name: 'pictures' }] });
