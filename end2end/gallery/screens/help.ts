/** Pages that are there to be read. */

import type { Area } from './screen.ts';

export const HELP: Area = {
  name: 'help',
  title: 'Help',
  screens: [
    { name: 'questions', title: 'よくある質問, not signed in', open: (world) => world.open('/help') },
    { name: 'questions-member', title: 'よくある質問, signed in', open: (world) => world.signIn(world.shop.parent, '/help') },
    { name: 'guide', title: 'USEN CARTシェアアカウントについて', open: (world) => world.open('/help/share-account') },
    { name: 'guide-member', title: 'USEN CARTシェアアカウントについて, signed in', open: (world) => world.signIn(world.shop.parent, '/help/share-account') },
    { name: 'contact', title: 'お問い合わせ, not signed in', open: (world) => world.open('/contact') },
    { name: 'contact-member', title: 'お問い合わせ, signed in', open: (world) => world.signIn(world.shop.parent, '/contact') },
    { name: 'accessibility', title: 'アクセシビリティ, not signed in', open: (world) => world.open('/accessibility') },
    { name: 'accessibility-member', title: 'アクセシビリティ, signed in', open: (world) => world.signIn(world.shop.parent, '/accessibility') },
    { name: 'print-sheet', title: 'ログイン案内を印刷', open: (world) => world.signIn(world.shop.parent, '/account/share/print') },
    {
      name: 'print-sheet-long',
      title: 'ログイン案内を印刷, long name of the shop',
      open: async (world) => world.signIn((await world.lengthened()).parent, '/account/share/print'),
    },
  ],
};
