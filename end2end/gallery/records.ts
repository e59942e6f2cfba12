/** What a run tells of each screen, kept in files until the index is written. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { TARGET } from '../support/settings.mjs';
import type { Theme } from './variants.ts';
import type { Language } from './words.ts';

export const GALLERY = `${TARGET}/gallery`;

export interface Picture {
  /** Below the folder of the gallery. */
  readonly file: string;
  /** As a designer calls it: `390`, `200 %`, `print`. */
  readonly size: string;
  readonly theme: Theme;
}

/** One screen in one language. */
export interface ScreenRecord {
  readonly area: string;
  readonly name: string;
  readonly language: Language;
  readonly address: string;
  readonly pictures: readonly Picture[];
  /** What is wrong; a run with any has failed. */
  readonly findings: readonly string[];
  /** What somebody may want to look at: it is no fault as such. */
  readonly remarks: readonly string[];
}

type Key = Pick<ScreenRecord, 'area' | 'name' | 'language'>;

/** Where what belongs to a screen is kept, below the folder of the gallery. */
export function placeOf({ area, name, language }: Key): string {
  return `${area}/${name}-${language}`;
}

export async function writeRecord(record: ScreenRecord): Promise<void> {
  await write(`${placeOf(record)}.json`, JSON.stringify(record, null, 2));
}

/** What the last run told of a screen; nothing if it has not been looked at yet. */
export async function readRecord(key: Key): Promise<ScreenRecord | undefined> {
  const text = await readFile(`${GALLERY}/${placeOf(key)}.json`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ScreenRecord);
}

/** Writes a file of the gallery. */
export async function write(file: string, content: string | Buffer): Promise<void> {
  const path = `${GALLERY}/${file}`;
  await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  await writeFile(path, content);
}
