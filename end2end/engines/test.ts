/** The `test` of the other engines: people with a browser each, in which nothing goes wrong unseen. */

import { readFile, writeFile } from 'node:fs/promises';
import { withShops } from '../support/test.ts';
import { type Browser, type Engine, openBrowser, PHONE, type Size } from './browsers.ts';
import { Person } from './person.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Which project this is. */
  engine: Engine;
  /** Gives somebody a browser of their own. */
  somebody: (size?: Size) => Promise<Person>;
}

/** How Firefox tells about errors of a page's scripts; nothing lets WebKit tell. */
const SCRIPT_ERROR = /^JavaScript error: http.*$/gm;

export const test = withShops.extend<Fixtures>({
  engine: ['firefox', { option: true }],

  somebody: async ({ engine }, use, testInfo) => {
    const browsers: Browser[] = [];
    const log = testInfo.outputPath('browsers.log');
    await use(async (size = PHONE) => {
      const browser = await openBrowser(engine, size, log);
      browsers.push(browser);
      return new Person(browser.driver);
    });
    for (const [index, { driver, close }] of browsers.entries()) {
      if (testInfo.status !== testInfo.expectedStatus) {
        await writeFile(testInfo.outputPath(`${index + 1}.png`), await driver.takeScreenshot(), 'base64');
      }
      await close();
    }
    withShops.expect((await readFile(log, 'utf8')).match(SCRIPT_ERROR), 'script errors').toBeNull();
  },
});
