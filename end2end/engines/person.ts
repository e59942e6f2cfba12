/** Somebody with a browser: finds things by what is written on them, and waits for what they expect to see. */

import { expect } from '@playwright/test';
import { Key, type WebDriver, type WebElement } from 'selenium-webdriver';
import { PORTAL_URL } from '../support/settings.mjs';
import type { Credentials } from '../support/shop.ts';

/** What each kind of control is in a page, hence has as its role. */
const KINDS = {
  control: 'button, summary, a[href]',
  field: 'input:not([type=hidden], [type=checkbox]), textarea',
  box: 'input[type=checkbox]',
  heading: 'h1, h2, h3',
} as const;

interface Where {
  /** A text in the row of the list that is meant. */
  readonly row?: string;
}

export class Person {
  readonly #driver: WebDriver;

  constructor(driver: WebDriver) {
    this.#driver = driver;
  }

  async goTo(address: string): Promise<void> {
    await this.#driver.get(new URL(address, PORTAL_URL).href);
  }

  async goBack(): Promise<void> {
    await this.#driver.navigate().back();
  }

  async goForward(): Promise<void> {
    await this.#driver.navigate().forward();
  }

  /** Presses a button or link. */
  async press(name: string | RegExp, where: Where = {}): Promise<void> {
    await this.#try(async () => (await this.#reach('control', name, where)).click());
  }

  async pressTwice(name: string): Promise<void> {
    await this.#try(async () => this.#driver.actions().doubleClick(await this.#reach('control', name)).perform());
  }

  /** Types in place of what a field holds. */
  async fill(label: string, text: string): Promise<void> {
    await this.#try(async () => {
      const field = await this.#reach('field', labelled(label));
      await field.clear();
      await field.sendKeys(text);
    });
  }

  /** Adds to what a field holds. */
  async type(label: string, text: string): Promise<void> {
    await this.#try(async () => (await this.#reach('field', labelled(label))).sendKeys(text));
  }

  async pressKey(key: keyof typeof Key): Promise<void> {
    await this.#driver.actions().sendKeys(Key[key] as string).perform();
  }

  async tick(label: string): Promise<void> {
    await this.#try(async () => (await this.#reach('box', label)).click());
  }

  async signIn({ userId, password }: Credentials): Promise<void> {
    await this.fill('ユーザーID', userId);
    await this.fill('パスワード', password);
    await this.press('ログイン');
  }

  /** On a phone the button is behind メニュー. */
  async signOut(): Promise<void> {
    await this.#try(async () => {
      if (!(await this.#all('control', 'ログアウト')).length) await (await this.#reach('control', 'メニュー')).click();
      await (await this.#reach('control', 'ログアウト')).click();
    });
    await this.isAt('/login');
  }

  /** Waits until all of it can be read on the screen. */
  async sees(...texts: string[]): Promise<void> {
    await this.#try(async () => {
      const screen = await this.#screen();
      for (const text of texts) expect(screen).toContain(text);
    });
  }

  /** Waits until it can't be read on the screen. */
  async seesNo(text: string): Promise<void> {
    await this.#try(async () => expect(await this.#screen()).not.toContain(text));
  }

  async seesHeading(name: string): Promise<void> {
    await this.#try(async () => void (await this.#find('heading', name)));
  }

  /** Waits until the row of the list says so. */
  async seesRow(row: string, text: string): Promise<void> {
    await this.#try(async () => expect(await (await this.#row(row)).getText()).toContain(text));
  }

  /** Waits until the list has so many rows. */
  async seesRows(count: number): Promise<void> {
    await this.#try(async () => expect(await this.countRows()).toBe(count));
  }

  async countRows(): Promise<number> {
    return (await this.#rows()).length;
  }

  /** Waits until a field holds this. */
  async seesField(label: string, value: string): Promise<void> {
    await this.#try(async () => expect(await (await this.#find('field', labelled(label))).getProperty('value')).toBe(value));
  }

  /** Waits until what is typed into a field can be read, or can't. */
  async seesFieldAs(label: string, type: 'text' | 'password'): Promise<void> {
    await this.#try(async () => expect(await (await this.#find('field', labelled(label))).getProperty('type')).toBe(type));
  }

  /** Waits until a field is marked as refused, and says why. */
  async seesRefused(label: string, message: string): Promise<void> {
    await this.#try(async () => {
      const field = await this.#find('field', labelled(label));
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await this.#driver.executeScript(described, field)).toContain(message);
    });
  }

  /** Waits until the focus is on what has this name. */
  async isOn(name: RegExp): Promise<void> {
    await this.#try(async () => expect(await this.#driver.switchTo().activeElement().getAccessibleName()).toMatch(name));
  }

  async isAt(path: string): Promise<void> {
    await this.#try(async () => expect(new URL(await this.#driver.getCurrentUrl()).pathname).toBe(path));
  }

  async seesTitle(title: string): Promise<void> {
    await this.#try(async () => expect(await this.#driver.getTitle()).toBe(title));
  }

  /** Pages come and go; what was not there, or went away meanwhile, is looked for again. */
  async #try(work: () => Promise<void>): Promise<void> {
    await expect(work).toPass();
  }

  async #find(kind: keyof typeof KINDS, name: string | RegExp, where: Where = {}): Promise<WebElement> {
    const [found] = await this.#all(kind, name, where);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  }

  /** The same, scrolled to where it can be pressed: WebKit's driver leaves that to the person. */
  async #reach(kind: keyof typeof KINDS, name: string | RegExp, where?: Where): Promise<WebElement> {
    const found = await this.#find(kind, name, where);
    await this.#driver.executeScript(`arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })`, found);
    return found;
  }

  /** All that can be seen and used, and has this name for the screen reader. */
  async #all(kind: keyof typeof KINDS, name: string | RegExp, { row }: Where = {}): Promise<WebElement[]> {
    const place = row === undefined ? null : await this.#row(row);
    const candidates = await this.#driver.executeScript<WebElement[]>(usable, KINDS[kind], place);
    const names = await Promise.all(candidates.map((candidate) => candidate.getAccessibleName()));
    return candidates.filter((_, index) => matches(names[index] ?? '', name));
  }

  async #row(text: string): Promise<WebElement> {
    const rows = await this.#rows();
    const texts = await Promise.all(rows.map((row) => row.getText()));
    const found = rows.find((_, index) => texts[index]?.includes(text));
    if (!found) throw new Error(`there is no row ${text}`);
    return found;
  }

  async #rows(): Promise<WebElement[]> {
    return this.#driver.executeScript<WebElement[]>(usable, 'tbody tr', null);
  }

  async #screen(): Promise<string> {
    return this.#driver.executeScript<string>('return document.body.innerText');
  }
}

/** The name of a field; a 必須 or 任意 behind the label does not matter. */
function labelled(label: string): RegExp {
  return new RegExp(`^${label.replace(/[()]/g, '\\$&')}(?:\\s*(?:必須|任意))?$`);
}

function matches(text: string, name: string | RegExp): boolean {
  return typeof name === 'string' ? text === name : name.test(text);
}

// What follows runs in the page.

/** All such elements that are on the screen, and in front of what a dialog covers. */
function usable(selector: string, place: Element | null): Element[] {
  const dialog = [...document.querySelectorAll('dialog')].find((each) => each.matches(':modal'));
  const all = (place ?? dialog ?? document).querySelectorAll(selector);
  return [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }));
}

/** What a screen reader says of a field besides its name. */
function described(field: Element): string {
  const ids = field.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent).join(' ');
}
