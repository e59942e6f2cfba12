/** No page may keep anyone out. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** All that differs in the dark: only colours do. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Lets axe look at the page as it is, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await findViolations(page, colorScheme), `${page.url()} in ${colorScheme}`).toEqual([]);
  }
}

/** What axe finds on a page that is shown in this colour scheme. */
export async function findViolations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  // There are no frames, for which alone the library would open another page each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (colorScheme === 'dark' ? axe.withRules(COLOUR_RULES) : axe.withTags(RULES)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
