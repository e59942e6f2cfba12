/** What comes out of a printer. */

import { DEMO_PASSWORD } from '../../support/settings.mjs';
import { SHARE_ACCOUNTS } from '../../support/share-list.ts';
import type { Area, Screen } from './screen.ts';

const PARENT = { userId: 'demoparent', password: DEMO_PASSWORD };

const PAGES: readonly [name: string, title: string, path: string][] = [
  ['sheet', 'ログイン案内', `${SHARE_ACCOUNTS}/print`],
  ['share-accounts', 'USEN CARTシェアアカウント一覧', SHARE_ACCOUNTS],
  ['account', 'マイ・アカウント', '/account'],
  ['history', '操作履歴', '/account/security/history'],
  ['points', 'ポイント履歴', '/points'],
  ['home', 'トップ', '/'],
  ['guide', 'USEN CARTシェアアカウントについて', '/help/share-account'],
];

export const PRINT: Area = {
  name: 'print',
  title: 'Print',
  screens: PAGES.map(
    ([name, title, path]): Screen => ({ name, title, onPaper: true, open: (world) => world.signIn(PARENT, path) }),
  ),
};
