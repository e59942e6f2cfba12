/** The portal's texts in both languages, read from its catalogue: people find what to press by what is written on it. */

import { readdirSync, readFileSync } from 'node:fs';

export type Language = 'ja' | 'en';

interface Text {
  /** The file that it stands in, which is the part of the portal that it belongs to. */
  readonly area: string;
  readonly ja: string;
  readonly en: string;
  /** The English text for more than one. */
  readonly many: string | undefined;
}

type Values = Readonly<Record<string, string | number>>;

const FOLDER = new URL('../../app/src/text/', import.meta.url);
const LITERAL = String.raw`"((?:[^"\\]|\\.)*)"`;
/** As the catalogue writes a text: `name(arguments): "日本語" / "English" | "English, more than one";` */
const TEXT = new RegExp(String.raw`^\s+\w+(?:\([^)]*\))?:\s*${LITERAL}\s*/\s*${LITERAL}(?:\s*\|\s*${LITERAL})?;`, 'gms');

const CATALOGUE: readonly Text[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.rs'))
  .flatMap((file) =>
    [...readFileSync(new URL(file, FOLDER), 'utf8').matchAll(TEXT)].map(([, ja, en, many]) => ({
      area: file.replace('.rs', ''),
      ja: plain(ja!),
      en: plain(en!),
      many: many && plain(many),
    })),
  );

/**
 * A Japanese text of the catalogue in this language; `area` is needed where one Japanese text has several English ones.
 */
export function say(language: Language, japanese: string, values: Values = {}, area?: string): string {
  const { ja, en, many } = find(japanese, area);
  const isOne = Object.values(values)[0] === 1;
  const text = language === 'ja' ? ja : isOne ? en : (many ?? en);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`“${japanese}” needs {${name}}`);
    return String(value);
  });
}

/** The same whatever stands in the places of its values. */
export function pattern(language: Language, japanese: string, area?: string): RegExp {
  const { ja, en, many } = find(japanese, area);
  const texts = language === 'ja' ? [ja] : [en, many ?? en];
  const literal = (text: string) => text.replace(/[.*+?^$()|[\]\\/]/g, '\\$&');
  return new RegExp(texts.map((text) => literal(text).replace(/\{\w+\}/g, '.+?')).join('|'));
}

function find(japanese: string, area: string | undefined): Text {
  const found = CATALOGUE.filter((text) => text.ja === japanese && (!area || text.area === area));
  const english = [...new Set(found.map(({ en }) => en))];
  if (english.length !== 1) throw new Error(`“${japanese}” is ${english.length} English texts: ${english.join(' | ')}`);
  return found[0]!;
}

/** A literal of the catalogue as it is read. */
function plain(literal: string): string {
  return literal.replace(/\\\s*\n\s*/g, '').replaceAll('\\"', '"');
}
