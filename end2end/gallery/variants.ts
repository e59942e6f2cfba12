/** In which sizes and ways each screen is looked at. */

import type { Language } from './words.ts';

export type Theme = 'light' | 'dark';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const THEMES: readonly Theme[] = ['light', 'dark'];

/** A small phone, a phone, a tablet, a notebook and a large screen. */
export const SIZES: readonly Size[] = [
  { width: 360, height: 780 },
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** What is pressed with a finger: targets have to be large there. */
export const WIDEST_PHONE = 480;

/** A4 at 96 pixels an inch, without its margins. */
export const PAPER: Size = { width: 680, height: 1010 };

/** What people change about their browser; looked at in one language, since it is about the layout. */
export const SPECIAL_LANGUAGE: Language = 'ja';

export interface Special extends Size {
  readonly label: string;
  readonly textSpacing?: boolean;
  readonly axe?: boolean;
  readonly media?: { forcedColors?: 'active'; contrast?: 'more' };
}

export const SPECIALS: readonly Special[] = [
  // what 1280 × 800 becomes when it is enlarged
  { label: '200 %', width: 640, height: 400 },
  { label: '400 %', width: 320, height: 256, axe: true },
  { label: 'text spacing', width: 390, height: 844, textSpacing: true },
  { label: 'forced colours', width: 390, height: 844, media: { forcedColors: 'active' } },
  { label: 'more contrast', width: 390, height: 844, media: { contrast: 'more' } },
];

/** Where axe looks: all rules in light, those about colours in dark. Every further one costs about a second a screen. */
export const AXE: readonly { width: number; theme: Theme }[] = [
  { width: 390, theme: 'light' },
  { width: 390, theme: 'dark' },
  { width: 820, theme: 'light' },
  { width: 1280, theme: 'light' },
];

/** WCAG 1.4.12: nothing may get lost when somebody spaces the text out. */
export const TEXT_SPACING = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
`;
