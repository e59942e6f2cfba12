/** What a camera reads. */

import { expect, type Page } from '@playwright/test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

/** The QR code with this label, read from the screen as a phone's camera reads it. */
export async function readQr(page: Page, label: string): Promise<string> {
  const code = page.getByRole('img', { name: label, exact: true });
  await expect(code).toBeVisible();
  const { data, width, height } = PNG.sync.read(await code.screenshot());
  // light on dark is tried by few apps, so it does not count
  const read = jsqr.default(new Uint8ClampedArray(data), width, height, { inversionAttempts: 'dontInvert' });
  if (!read) throw new Error('no camera could read this code');
  return read.data;
}
