/** Takes a screen's pictures in all variants, without a reload, and looks for faults at each size. */

import type { CDPSession, Page } from '@playwright/test';
import { findViolations } from '../support/axe.ts';
import { inspectLayout, inspectStructure } from './inspect.ts';
import type { Inspection } from './layout.ts';
import { placeOf, type Picture, type ScreenRecord, write } from './records.ts';
import { AXE, PAPER, SIZES, type Size, type Special, SPECIAL_LANGUAGE, SPECIALS, TEXT_SPACING, type Theme, THEMES } from './variants.ts';
import type { Language } from './words.ts';

/** What no format of pictures is taller than. */
const TALLEST = 16_000;

export interface Subject {
  readonly area: string;
  readonly name: string;
  readonly language: Language;
}

/** Everything about a page of the portal that is on the screen. */
export async function shoot(page: Page, subject: Subject): Promise<ScreenRecord> {
  const shots = await Shots.begin(page, subject);
  shots.found('', { findings: await inspectStructure(page, subject.language), remarks: [] });
  for (const size of SIZES) {
    await shots.show(size);
    shots.found(String(size.width), await inspectLayout(page));
    for (const theme of THEMES) {
      await shots.take(String(size.width), theme);
      if (AXE.some((point) => point.width === size.width && point.theme === theme)) {
        shots.found(`${size.width} ${theme}, axe`, { findings: await findViolations(page, theme), remarks: [] });
      }
    }
  }
  if (subject.language === SPECIAL_LANGUAGE) for (const special of SPECIALS) await shots.takeSpecial(special);
  return shots.record();
}

/** The same for paper. */
export async function shootPrint(page: Page, subject: Subject): Promise<ScreenRecord> {
  const shots = await Shots.begin(page, subject);
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  await shots.show(PAPER);
  shots.found('print', await inspectLayout(page));
  await shots.take('print', 'light');
  await page.emulateMedia({ media: 'screen' });
  return shots.record();
}

/** The pictures of one subject as they accumulate. */
export class Shots {
  readonly #page: Page;
  readonly #browser: CDPSession;
  readonly #subject: Subject;
  readonly #pictures: Picture[] = [];
  readonly #findings = new Map<string, string[]>();
  readonly #remarks = new Map<string, string[]>();

  private constructor(page: Page, browser: CDPSession, subject: Subject) {
    this.#page = page;
    this.#browser = browser;
    this.#subject = subject;
  }

  static async begin(page: Page, subject: Subject): Promise<Shots> {
    await page.waitForLoadState('networkidle');
    // what was pressed to come here is not to look as if it were about to be pressed again
    await page.mouse.move(0, 0);
    await page.evaluate(loadPictures);
    return new Shots(page, await page.context().newCDPSession(page), subject);
  }

  /** Gives the window a size, and waits until the page has it. */
  async show(size: Size): Promise<void> {
    await this.#page.setViewportSize(size);
    await this.#page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  /** Takes the picture of the whole page, or of the window where a dialog lies over the page. */
  async take(size: string, theme: Theme): Promise<void> {
    await this.#page.emulateMedia({ colorScheme: theme });
    const whole = await this.#page.evaluate(() => {
      if (document.querySelector('dialog[open]')) return undefined;
      scrollTo(0, 0);
      const { scrollHeight, clientHeight, clientWidth } = document.documentElement;
      return { width: clientWidth, height: Math.max(scrollHeight, clientHeight) };
    });
    const clip = whole && { x: 0, y: 0, width: whole.width, height: Math.min(whole.height, TALLEST), scale: 1 };
    const { data } = await this.#browser.send('Page.captureScreenshot', {
      format: 'webp',
      quality: 80,
      ...(clip && { clip, captureBeyondViewport: true }),
    });
    const file = `${placeOf(this.#subject)}/${size.replace(/\W+/g, '-')}-${theme}.webp`;
    await write(file, Buffer.from(data, 'base64'));
    this.#pictures.push({ file, size, theme });
  }

  async takeSpecial({ label, textSpacing, axe, media, ...size }: Special): Promise<void> {
    await this.#page.emulateMedia({ colorScheme: 'light', ...media });
    if (textSpacing) await this.#page.evaluate(spaceOut, TEXT_SPACING);
    await this.show(size);
    this.found(label, await inspectLayout(this.#page, { textSpacing: textSpacing === true }));
    await this.take(label, 'light');
    if (axe) this.found(`${label}, axe`, { findings: await findViolations(this.#page, 'light'), remarks: [] });
    if (textSpacing) await this.#page.evaluate(() => void document.adoptedStyleSheets.pop());
    await this.#page.emulateMedia({ forcedColors: null, contrast: null });
  }

  /** Notes what was found, once for all the places where it was. */
  found(where: string, { findings, remarks }: Inspection): void {
    for (const [found, all] of [[findings, this.#findings], [remarks, this.#remarks]] as const) {
      for (const what of found) all.set(what, [...(all.get(what) ?? []), where]);
    }
  }

  record(): ScreenRecord {
    const told = (all: ReadonlyMap<string, string[]>) => [...all].map(([what, where]) => `${where.join(', ')}: ${what}`.replace(/^: /, ''));
    const { pathname, search } = new URL(this.#page.url());
    return { ...this.#subject, address: `${pathname}${search}`, pictures: this.#pictures, findings: told(this.#findings), remarks: told(this.#remarks) };
  }
}

/** In the page: whatever else it would load only when somebody scrolls there. */
async function loadPictures(): Promise<void> {
  for (const picture of document.images) picture.loading = 'eager';
  await Promise.all([...document.images].map((picture) => picture.decode()));
}

/** In the page: as a reader's own style sheet does, which no Content-Security-Policy forbids. */
function spaceOut(style: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
}
