/** How a screen of the gallery is told. */

import type { Page } from '@playwright/test';
import type { World } from '../world.ts';
import type { Language } from '../words.ts';

export interface Screen {
  /** Part of its pictures' addresses. */
  readonly name: string;
  /** What a designer reads. */
  readonly title: string;
  /** Brings the state about, on the world's own page or on the one that is given back. */
  readonly open: (world: World) => Promise<Page | void>;
  readonly onPaper?: boolean;
  /** Where it is not in every language. */
  readonly languages?: readonly Language[];
}

export interface Area {
  readonly name: string;
  readonly title: string;
  readonly screens: readonly Screen[];
}
