/** Takes the pictures of a mail as mail programs show it, and looks for what they would not show. */

import type { Page } from '@playwright/test';
import type { Mail } from '../support/mailbox.ts';
import { inspectLayout } from './inspect.ts';
import type { ScreenRecord } from './records.ts';
import { type Subject, Shots } from './shoot.ts';
import { THEMES } from './variants.ts';

/** The column that every mail program has room for, and the smallest phone. */
const WIDTHS = [600, 320] as const;
const HEIGHT = 800;
/** In bytes, both parts: Gmail cuts off far later, and a phone has it at once. */
const LARGEST = 30_000;

export async function shootMail(page: Page, mail: Mail, subject: Subject): Promise<ScreenRecord> {
  await page.goto('about:blank');
  await page.setContent(mail.html);
  const shots = await Shots.begin(page, subject);
  shots.found('', { findings: contentFaults(mail), remarks: [] });
  for (const width of WIDTHS) {
    await shots.show({ width, height: HEIGHT });
    shots.found(String(width), await inspectLayout(page));
    for (const theme of THEMES) await shots.take(String(width), theme);
  }
  await page.setContent('<pre style="white-space: pre-wrap; font-size: 14px"></pre>');
  await page.locator('pre').evaluate((text, content) => void (text.textContent = content), `${mail.subject}\n\n${mail.text}`);
  await shots.show({ width: 600, height: HEIGHT });
  await shots.take('text', 'light');
  return { ...shots.record(), address: mail.subject };
}

function contentFaults({ html, text }: Mail): string[] {
  const faults: string[] = [];
  const size = Buffer.byteLength(html) + Buffer.byteLength(text);
  if (size > LARGEST) faults.push(`${size} bytes`);
  if (!text.trim()) faults.push('no text part');
  if (/<(?:img|picture|svg|video)\b/i.test(html)) faults.push('a picture');
  if (/<(?:script|link|iframe|object|embed)\b|\bsrc=|\bsrcset=|@import|url\(/i.test(html)) faults.push('something is fetched from elsewhere');
  if (!/\blang="ja"/.test(html)) faults.push('no language');
  return faults;
}
