/** What is shown where there is no page. */

import { SHARE_ACCOUNTS } from '../../support/share-list.ts';
import { onAnotherPortal } from '../another-portal.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

export const FAILURES: Area = {
  name: 'failures',
  title: 'Failures',
  screens: [
    { name: '403', title: '403: no right to it', open: async (world) => world.signIn(await world.member(), SHARE_ACCOUNTS) },
    { name: '404', title: '404: signed in', open: (world) => world.signIn(world.shop.parent, '/account/nowhere') },
    { name: '404-guest', title: '404: not signed in', open: (world) => world.open('/nowhere') },
    { name: '410', title: '410: a link that was used up', open: (world) => world.open(`/email/${'A'.repeat(43)}`) },
    {
      name: '413',
      title: '413: more was sent than is taken',
      open: async (world) => {
        await world.open('/login');
        await world.fill('ユーザーID', 'm'.repeat(300_000));
        await world.fill('パスワード', 'x');
        await world.press('ログイン', {}, 'sign_in');
        await world.see('送信できませんでした');
      },
    },
    {
      name: 'offline',
      title: 'offline: a form that could not be sent',
      open: async (world) => {
        world.complaints.expect(/ERR_INTERNET_DISCONNECTED/);
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/new`);
        await world.page.waitForLoadState('networkidle');
        await world.page.context().setOffline(true);
        await world.press('登録');
        await world.page.getByRole('alert').filter({ visible: true }).waitFor();
      },
    },
    {
      name: 'offline-page',
      title: 'offline: a page that could not be opened',
      open: async (world) => {
        world.complaints.expect(/ERR_INTERNET_DISCONNECTED/);
        await world.signIn(world.shop.parent);
        await world.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
        await world.page.reload();
        await world.page.context().setOffline(true);
        await world.open('/account');
        await world.see('インターネットに接続されていません');
      },
    },
    {
      name: 'points-broken',
      title: 'home, where the points cannot be told',
      open: (world) => openWithout(world, 'table points_accounts', '/'),
    },
    {
      name: 'list-broken',
      title: 'USEN CARTシェアアカウント一覧, which cannot be loaded',
      open: (world) => openWithout(world, 'function share_account_list', SHARE_ACCOUNTS),
    },
    { name: '500', title: '500: something broke', open: (world) => openWithout(world, 'table invitation_imports', `${SHARE_ACCOUNTS}/import`) },
    {
      name: '503',
      title: '503: the database is away',
      open: (world) =>
        onAnotherPortal(world, async ({ database, portalUrl }) => {
          const { rows } = await database.query<{ name: string }>('select current_database() as name');
          const name = rows[0]!.name;
          await world.database.query(`alter database ${name} with allow_connections false`);
          await world.database.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
          await world.open(`${portalUrl}/`);
        }),
    },
  ],
};

/** Opens a page at a portal whose database misses something. */
function openWithout(world: World, missing: `${'table' | 'function'} ${string}`, path: string): Promise<void> {
  return onAnotherPortal(world, async ({ database, portalUrl }) => {
    await database.query(`alter ${missing} rename to away`);
    await world.open(`${portalUrl}${path}`);
  });
}
