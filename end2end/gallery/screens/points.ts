/** ポイント履歴. */

import { bookPoints, createShop, holdPoints } from '../../support/shop.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const ADDRESS = '/points';
const MONTH = 30 * 86_400_000;

export const POINTS: Area = {
  name: 'points',
  title: 'Points',
  screens: [
    { name: 'causes', title: 'every cause, some on hold, some expiring', open: (world) => openEveryCause(world) },
    { name: 'many', title: 'many, first page', open: (world) => openMany(world, ADDRESS) },
    { name: 'many-last', title: 'many, last page', open: (world) => openMany(world, `${ADDRESS}?page=2`) },
    {
      name: 'none',
      title: 'none yet',
      open: async (world) => world.signIn((await createShop(world.database, { points: 0 })).parent, ADDRESS),
    },
    { name: 'share', title: 'a share account', open: async (world) => world.signIn(await world.member(), ADDRESS) },
  ],
};

async function openEveryCause(world: World): Promise<void> {
  const who = await world.member(world.names.long);
  const expiresAt = new Date(Date.now() + MONTH);
  await bookPoints(
    world.database,
    world.shop,
    { points: 1_000, cause: 'start' },
    { points: -500, cause: 'use', note: 'A-00000001', who },
    { points: 500, cause: 'first_purchase', note: 'A-00000001', who },
    { points: 200, cause: 'return', note: 'A-00000001', who },
    { points: -7, cause: 'correction', note: world.language === 'ja' ? '重複して付与されたポイントの取り消し' : 'Points that were given twice' },
    { points: 12_300, cause: 'campaign', note: world.language === 'ja' ? '夏のキャンペーン' : 'Summer campaign', expiresAt },
    { points: -50, cause: 'expiry' },
  );
  await holdPoints(world.database, world.shop, 350);
  await world.signIn(world.shop.parent, ADDRESS);
}

async function openMany(world: World, address: string): Promise<void> {
  const who = await world.member();
  const bookings = Array.from({ length: 62 }, (_, index) => ({ points: -1, cause: 'use', note: `A-${String(index).padStart(8, '0')}`, who }) as const);
  await bookPoints(world.database, world.shop, ...bookings);
  await world.signIn(world.shop.parent, address);
}
