/** Looks for what is wrong with a page, besides what axe finds. */

import type { Page } from '@playwright/test';
import * as layout from './layout.ts';
import { WIDEST_PHONE } from './variants.ts';
import type { Language } from './words.ts';

/** What the page is to know for an inspection of its layout. */
const IN_PAGE = Object.values(layout).filter((part) => typeof part === 'function').map(String).join('\n');

/** Looks at the layout at the present size; targets count where the reader has changed nothing about the text. */
export async function inspectLayout(page: Page, { textSpacing = false } = {}): Promise<layout.Inspection> {
  const withTargets = page.viewportSize()!.width <= WIDEST_PHONE && !textSpacing;
  return page.evaluate(`(() => { ${IN_PAGE}\nreturn inspect(${withTargets}); })()`);
}

/** Looks at what is the same at every size. */
export async function inspectStructure(page: Page, language: Language): Promise<string[]> {
  const findings: string[] = [];
  const headings = await page.getByRole('heading', { level: 1, includeHidden: true }).filter({ visible: true }).count();
  if (headings !== 1) findings.push(`${headings} headings of level 1`);
  const lang = await page.locator('html').getAttribute('lang');
  if (lang !== language) findings.push(`the page says to be in ${lang}`);
  if (!(await page.title())) findings.push('the page has no title');
  // the browsers of the tests ask for reduced motion
  if (await page.evaluate(() => document.getAnimations().length > 0)) findings.push('something moves although motion is to be reduced');
  return findings;
}
