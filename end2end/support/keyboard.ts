/** Somebody without a pointer: Tab and Shift+Tab, where every stop is one that they can see and follow. */

import { expect, type Locator, type Page } from '@playwright/test';
import { field } from './controls.ts';
import type { Credentials } from './shop.ts';

/** More stops than any page of the tests has; who has not arrived by then is in a trap. */
const FAR = 150;

type Direction = 'Tab' | 'Shift+Tab';

/** Where the focus is, and what is wrong with it as a stop. */
interface Stop {
  readonly name: string;
  readonly faults: readonly string[];
  /** Whether it is what was looked for. */
  readonly isTarget: boolean;
  /** Whether it was passed before. */
  readonly isKnown: boolean;
}

export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses a key, or several one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  /** Writes where the focus is, as an input method does. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.insertText(text);
  }

  /** Goes on by Tab until the focus is here. */
  async to(target: Locator): Promise<void> {
    await this.#go('Tab', target);
  }

  /** Goes back by Shift+Tab until the focus is here. */
  async backTo(target: Locator): Promise<void> {
    await this.#go('Shift+Tab', target);
  }

  /** Goes to a field and fills it in. */
  async fill(target: Locator, text: string): Promise<void> {
    await this.to(target);
    await this.press('ControlOrMeta+A');
    await this.type(text);
    await expect(target).toHaveValue(text);
  }

  /** Goes to a link or a button and presses Enter. */
  async follow(target: Locator): Promise<void> {
    await this.to(target);
    await this.press('Enter');
  }

  /** Goes to a box or a button and presses Space. */
  async toggle(target: Locator): Promise<void> {
    await this.to(target);
    await this.press('Space');
  }

  /** Goes once around the page, or the open dialog, from where the focus is; tells the stops by name. */
  async walk(direction: Direction = 'Tab'): Promise<string[]> {
    const anywhere = this.#page.locator(':root');
    await anywhere.evaluate(isHere);
    const stops: string[] = [];
    for (let stop = await this.#step(direction, anywhere); !stop.isKnown; stop = await this.#step(direction, anywhere)) {
      stops.push(stop.name);
      if (stops.length > FAR) throw new Error(`there is no end after ${stops.slice(-3).join(', ')}`);
    }
    return stops;
  }

  async #go(direction: Direction, target: Locator): Promise<void> {
    if (await target.evaluate(isHere)) return;
    for (let presses = 0; presses <= FAR; presses += 1) {
      if ((await this.#step(direction, target)).isTarget) return;
    }
    throw new Error(`${target} cannot be reached by ${direction}`);
  }

  async #step(direction: Direction, target: Locator): Promise<Stop> {
    await this.#page.keyboard.press(direction);
    const stop = await target.evaluate(lookAtFocus, direction);
    // behind the last stop of the page are the controls of the browser
    if (!stop) return this.#step(direction, target);
    if (stop.faults.length > 0) expect.soft(stop.faults, `the stop ${stop.name} of ${this.#page.url()} by ${direction}`).toEqual([]);
    return stop;
  }
}

/** What was seen so far on a page, kept in the page itself. */
interface Trail {
  readonly all: Set<Element>;
  last?: { element: Element; left: number; right: number; top: number; bottom: number };
}

/** Runs in the page, before the first step: whether none is needed. What was seen before is no neighbour of what comes. */
function isHere(target: Element): boolean {
  Reflect.deleteProperty(window, 'stops');
  return target === document.activeElement;
}

/** Runs in the page: what has the focus, if anything has, and whether somebody who looks at the screen knows. */
function lookAtFocus(target: Element, direction: Direction): Stop | undefined {
  const trail = ((window as Window & { stops?: Trail }).stops ??= { all: new Set() });
  const element = document.activeElement as HTMLElement;
  const before = trail.last;
  delete trail.last;
  // a dialog that scrolls is a place of its own on the way back into it
  if (element === document.body || element instanceof HTMLDialogElement) return undefined;
  const isKnown = trail.all.has(element);
  trail.all.add(element);
  const faults: string[] = [];
  const references = element.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)) ?? [];
  const labels = [...references, ...((element as HTMLInputElement).labels ?? [])].map((label) => label?.textContent).join(' ');
  const name = (element.ariaLabel || labels || element.textContent || '').replace(/\s+/g, ' ').trim();
  if (!name) faults.push(`has no name: ${element.outerHTML}`);

  // the middle of one of its lines is in the window, and nothing lies on top of it
  const isSeen = [...element.getClientRects()].some((line) => {
    const onTop = document.elementFromPoint((line.left + line.right) / 2, (line.top + line.bottom) / 2);
    return onTop !== null && (element.contains(onTop) || onTop.contains(element));
  });
  if (!isSeen) faults.push('is out of sight or covered');

  const style = getComputedStyle(element);
  const hasOutline = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2 && !/^rgba\(.*, 0\)$/.test(style.outlineColor);
  if (!hasOutline) faults.push('has no outline');

  const box = element.getBoundingClientRect();
  let scrolled = 0;
  for (let around = element.parentElement; around; around = around.parentElement) scrolled += around.scrollTop;
  const here = { element, left: box.left, right: box.right, top: box.top + scrolled, bottom: box.bottom + scrolled };
  trail.last = here;
  // a header that stays on the screen moves against the page, and so does a dialog
  const frame = (stop: Element) => stop.closest('header, dialog, main, footer');
  if (before?.element.isConnected && !isKnown && frame(before.element) === frame(element)) {
    const [earlier, later] = direction === 'Tab' ? [before, here] : [here, before];
    const isNext = earlier.element.compareDocumentPosition(later.element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const isAbove = later.bottom <= earlier.top + 1 && later.left <= earlier.left;
    const isLeft = later.right <= earlier.left + 1 && later.top < earlier.bottom && later.bottom > earlier.top;
    if (!isNext || isAbove || isLeft) faults.push('is read before the stop that it comes after');
  }
  return { name, faults, isTarget: element === target, isKnown };
}

/** Fills in the sign-in form that is on the screen; Enter in a field sends it. */
export async function sendSignInByKeys(page: Page, { userId, password }: Credentials): Promise<void> {
  const keys = new Keyboard(page);
  await keys.fill(field(page, 'ユーザーID'), userId);
  await keys.fill(field(page, 'パスワード'), password);
  await keys.press('Enter');
}

/** Opens the portal, signs in and waits for the top page. */
export async function signInByKeys(page: Page, credentials: Credentials): Promise<Keyboard> {
  await page.goto('/login');
  await sendSignInByKeys(page, credentials);
  await expect(page.getByText('ようこそ').first()).toBeVisible();
  await page.waitForLoadState('load');
  return new Keyboard(page);
}
