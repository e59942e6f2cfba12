/** A device that several people use, such as the shop's tablet (X18). */

import { SECURITY } from '../../support/account.ts';
import { SHARE_ACCOUNTS } from '../../support/share-list.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const BAR = 'この端末は {user_id} でログイン中';

export const SHARED_DEVICE: Area = {
  name: 'shared-device',
  title: 'Shared device',
  screens: [
    {
      name: 'sign-in',
      title: 'sign-in, where the last person said so',
      open: async (world) => {
        await signIn(world);
        await world.press('利用者を切り替える');
        await world.page.waitForURL(/\/login/);
      },
    },
    { name: 'home', title: 'home', open: (world) => signIn(world) },
    {
      name: 'share-accounts',
      title: 'USEN CARTシェアアカウント一覧',
      open: async (world) => {
        await world.member();
        await signIn(world, SHARE_ACCOUNTS);
      },
    },
    { name: 'security', title: 'セキュリティ', open: (world) => signIn(world, SECURITY) },
    {
      name: 'ending',
      title: 'about to be signed out',
      open: async (world) => {
        await world.page.clock.install();
        await signIn(world);
        const bar = world.page.locator('[data-shared-device-idle]');
        const idle = await bar.getAttribute('data-shared-device-idle');
        // the person is told two minutes before the server's end, and the page is left a minute later
        await world.page.clock.fastForward((Number(idle) - 119) * 1_000);
        await world.see('続けて使う');
        // for as long as the pictures take
        await bar.evaluate((element) => element.removeAttribute('data-shared-device-idle'));
      },
    },
  ],
};

/** Signs in where several people do. */
async function signIn(world: World, path = '/'): Promise<void> {
  const { userId, password } = world.shop.parent;
  await world.open('/login');
  await world.fill('ユーザーID', userId);
  await world.fill('パスワード', password);
  await world.page.getByRole('checkbox', { name: world.say('この端末は共用です') }).check();
  await world.press('ログイン', {}, 'sign_in');
  await world.page.waitForURL('/');
  if (path !== '/') await world.open(path);
  await world.see(BAR, { user_id: userId });
}
