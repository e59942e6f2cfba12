/** Robots that treat mails as scanners, previews and in-app browsers do (X3). They know nothing of the portal. */

import { type Browser, expect, type Page, request } from '@playwright/test';
import { linksIn, type Mail } from './mailbox.ts';
import { PORTAL_URL } from './settings.mjs';
import { from, someAddress } from './test.ts';

/** How many links away from a mail a robot goes. */
const DEPTH = 2;

/** What a robot did. */
export interface Scan {
  /** The pages that it opened, in their order. */
  readonly opened: readonly string[];
  /** Where the forms go that it sent. */
  readonly sent: readonly string[];
  /** What its browser asked for otherwise than by GET or HEAD, scripts of the pages included. */
  readonly posted: readonly string[];
}

/** Opens every link of every mail in a browser that runs scripts, and follows every link from there. Sends nothing. */
export async function openEverything(browser: Browser, mails: readonly Mail[]): Promise<Scan> {
  return scan(browser, mails, async () => []);
}

/**
 * The same, and on every page presses the buttons of every form that needs no input: hidden ones, too. What a form has
 * hidden in it is also sent without a browser, whether it needs input or not.
 */
export async function pressEverything(browser: Browser, mails: readonly Mail[]): Promise<Scan> {
  return scan(browser, mails, async (page, address) => {
    const sent: string[] = [];
    for (const { action, hidden } of await formsOf(page)) {
      await post(action, hidden);
      sent.push(action);
    }
    const { length } = await pressables(page);
    for (let index = 0; index < length; index += 1) {
      if (index > 0) await open(page, address);
      const action = await pressNth(page, index);
      if (action) sent.push(action);
    }
    return sent;
  });
}

async function scan(browser: Browser, mails: readonly Mail[], treat: (page: Page, address: string) => Promise<string[]>): Promise<Scan> {
  const opened: string[] = [];
  const sent: string[] = [];
  const seen = new Set<string>();
  const context = await browser.newContext({ extraHTTPHeaders: from(someAddress()) });
  const posted: string[] = [];
  context.on('request', (asked) => {
    if (!['GET', 'HEAD'].includes(asked.method())) posted.push(asked.url());
  });
  const page = await context.newPage();
  let next = mails.flatMap(linksOf);
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    const found: string[] = [];
    for (const address of next) {
      if (seen.has(address)) continue;
      seen.add(address);
      await open(page, address);
      opened.push(address);
      found.push(...(await linksOn(page)));
      sent.push(...(await treat(page, address)));
      found.push(...(await linksOn(page)));
    }
    next = found;
  }
  await context.close();
  return { opened, sent, posted };
}

/** Every address of the portal in a mail: in its text, and in its HTML. */
function linksOf({ text, html }: Mail): string[] {
  const inHtml = [...html.matchAll(/\bhref="([^"]+)"/g)].map(([, address]) => address!.replaceAll('&amp;', '&'));
  return [...linksIn(text), ...inHtml.filter((address) => address.startsWith(PORTAL_URL))];
}

/** Opens a page and leaves its scripts the time that they want. */
async function open(page: Page, address: string): Promise<void> {
  const response = await page.goto(address);
  expect(response?.status(), address).toBeLessThan(500);
  await page.waitForLoadState('networkidle');
}

/** Every link of a page that stays at the portal. */
async function linksOn(page: Page): Promise<string[]> {
  const all = await page.locator('a[href]').evaluateAll((links) => (links as HTMLAnchorElement[]).map(({ href }) => href.replace(/#.*/, '')));
  return all.filter((address) => address.startsWith(`${PORTAL_URL}/`));
}

/** The forms of a page that are posted, and what is hidden in each. */
async function formsOf(page: Page): Promise<{ action: string; hidden: Record<string, string> }[]> {
  return page.locator('form[method=post]').evaluateAll((forms) =>
    (forms as HTMLFormElement[]).flatMap((form) => {
      const inputs = [...form.querySelectorAll<HTMLInputElement>('input[type=hidden][name]')];
      const hidden = Object.fromEntries(inputs.map(({ name, value }) => [name, value]));
      const own = [...form.querySelectorAll<HTMLButtonElement>('button[formaction]')].map((button) => button.formAction);
      return [form.action, ...own].map((action) => ({ action, hidden }));
    }),
  );
}

/** The buttons of forms that need no input, in the order of the page. */
async function pressables(page: Page): Promise<string[]> {
  return page.evaluate(buttonsWithoutInput, null);
}

/** Presses one of them, wherever it is; tells where its form goes. */
async function pressNth(page: Page, index: number): Promise<string | undefined> {
  // what the browser itself refuses to send leads nowhere
  const loaded = page.waitForEvent('load', { timeout: 3_000 }).catch(() => undefined);
  const [action] = await page.evaluate(buttonsWithoutInput, index);
  await loaded;
  await page.waitForLoadState('networkidle');
  return action;
}

/** In the page: the forms' addresses; with an index, presses that button and tells only where its form goes. */
function buttonsWithoutInput(index: number | null): string[] {
  const needsInput = (form: HTMLFormElement) =>
    ([...form.elements] as HTMLInputElement[]).some((field) => {
      if (['hidden', 'submit', 'button', 'fieldset', 'reset'].includes(field.type) || field.disabled || !field.checkVisibility()) return false;
      if (field.type === 'radio') return !form.querySelector(`input[type=radio][name="${field.name}"]:checked`);
      return field.type === 'checkbox' ? !field.checked : field.value === '';
    });
  const buttons = [...document.querySelectorAll<HTMLFormElement>('form[method=post]')]
    .filter((form) => !needsInput(form))
    .flatMap((form) => ([...form.elements] as HTMLButtonElement[]).filter(({ type }) => type === 'submit').map((button) => ({ form, button })));
  const action = ({ form, button }: (typeof buttons)[number]) => (button.hasAttribute('formaction') ? button.formAction : form.action);
  if (index === null) return buttons.map(action);
  const pressed = buttons[index];
  if (!pressed) return [];
  const sent = action(pressed);
  // after this function has answered
  setTimeout(() => pressed.form.requestSubmit(pressed.button));
  return [sent];
}

/** Posts a form without a browser: as a plain program does, and as one that says to come from the page. */
async function post(action: string, form: Record<string, string>): Promise<void> {
  for (const headers of [{}, { Origin: PORTAL_URL }]) {
    const program = await request.newContext({ extraHTTPHeaders: { ...from(someAddress()), ...headers } });
    const answer = await program.post(action, { form });
    expect(answer.status(), action).toBeLessThan(500);
    await program.dispose();
  }
}
