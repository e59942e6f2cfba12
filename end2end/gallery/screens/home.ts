/** トップ, and the pages that its tiles lead to. */

import { createShop } from '../../support/shop.ts';
import type { Area } from './screen.ts';

export const HOME: Area = {
  name: 'home',
  title: 'Home',
  screens: [
    { name: 'parent', title: 'a parent account', open: (world) => world.signIn(world.shop.parent) },
    { name: 'share', title: 'a share account', open: async (world) => world.signIn(await world.member()) },
    { name: 'long', title: 'a long name of the shop', open: async (world) => world.signIn((await world.lengthened()).parent) },
    {
      name: 'no-points',
      title: 'no points yet',
      open: async (world) => world.signIn((await createShop(world.database, { points: 0 })).parent),
    },
    {
      name: 'menu',
      title: 'the menu, open',
      open: async (world) => {
        // where nothing that could be pressed is below it
        await world.signIn((await world.lengthened()).parent, '/billing');
        await world.openMenu();
      },
    },
    { name: 'billing', title: '請求情報', open: (world) => world.signIn(world.shop.parent, '/billing') },
    { name: 'applications', title: '申込書', open: (world) => world.signIn(world.shop.parent, '/applications') },
    { name: 'payment-notices', title: '支払い通知書', open: (world) => world.signIn(world.shop.parent, '/payment-notices') },
  ],
};
