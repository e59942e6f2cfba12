/** セキュリティ: devices, passkeys, and the history. */

import { SECURITY as ADDRESS } from '../../support/account.ts';
import { ageProofs } from '../../support/links.ts';
import { addAuthenticator } from '../../support/passkeys.ts';
import { expect } from '../../support/test.ts';
import { pattern } from '../words.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const HISTORY = `${ADDRESS}/history`;

export const SECURITY: Area = {
  name: 'security',
  title: 'Security',
  screens: [
    { name: 'first', title: 'one device, no passkeys', open: (world) => world.signIn(world.shop.parent, ADDRESS) },
    {
      name: 'many',
      title: 'several devices and passkeys',
      open: async (world) => {
        await signInElsewhere(world, 2);
        await openWithPasskey(world);
        await addSecondPasskey(world);
        await world.open(ADDRESS);
        await nameDevice(world, world.names.longDevice);
      },
    },
    {
      name: 'device',
      title: 'a device',
      open: async (world) => {
        await signInElsewhere(world, 1);
        await world.signIn(world.shop.parent, ADDRESS);
        await openOtherDevice(world);
      },
    },
    {
      name: 'device-refused',
      title: 'a device, too long a name',
      open: async (world) => {
        await signInElsewhere(world, 1);
        await world.signIn(world.shop.parent, ADDRESS);
        await openOtherDevice(world);
        await world.fill('端末の名前', world.names.long.repeat(2));
        await world.press('名前を保存');
        await world.seeRefusal();
      },
    },
    {
      name: 'device-ended',
      title: 'a device was signed out',
      open: async (world) => {
        await signInElsewhere(world, 1);
        await world.signIn(world.shop.parent, ADDRESS);
        await openOtherDevice(world);
        await world.press('ログアウトする', {}, 'security');
        await world.see('端末からログアウトしました。');
      },
    },
    {
      name: 'others-ended',
      title: 'all other devices were signed out',
      open: async (world) => {
        await signInElsewhere(world, 2);
        await world.signIn(world.shop.parent, ADDRESS);
        await world.press('ほかのすべての端末からログアウトする');
        await world.see('ほかのすべての端末からログアウトしました。');
      },
    },
    {
      name: 'proof',
      title: 'asks for the password again',
      open: async (world) => {
        await signInElsewhere(world, 1);
        await world.signIn(world.shop.parent);
        await ageProofs(world.database, world.shop.parent.id);
        await world.open(ADDRESS);
        await world.press('ほかのすべての端末からログアウトする');
        await world.seeRefusal();
      },
    },
    { name: 'passkey-added', title: 'a passkey was added', open: (world) => openWithPasskey(world) },
    {
      name: 'passkey-refused',
      title: 'a passkey without a name',
      open: async (world) => {
        await addAuthenticator(world.page);
        await world.signIn(world.shop.parent, ADDRESS);
        await world.press('パスキーを追加する');
        await world.seeRefusal();
      },
    },
    {
      name: 'passkey',
      title: 'a passkey',
      open: async (world) => {
        await openWithPasskey(world);
        await world.press('{name}を変更', { name: world.names.passkey });
        await world.see('パスキーを削除する');
      },
    },
    { name: 'history', title: 'history', open: (world) => openHistory(world) },
    {
      name: 'history-found',
      title: 'history, narrowed down',
      open: async (world) => {
        await openHistory(world);
        await world.page.getByLabel(world.say('操作の種類'), { exact: true }).selectOption(world.say('USEN CART', {}, 'security'));
        await world.press('絞り込む');
        await world.page.waitForURL(/kind=/);
      },
    },
    { name: 'history-none', title: 'history, nothing found', open: (world) => world.signIn(world.shop.parent, `${HISTORY}?kind=cart`) },
    { name: 'history-share', title: 'history of a share account', open: async (world) => world.signIn(await world.member(), HISTORY) },
  ],
};

async function signInElsewhere(world: World, times: number): Promise<void> {
  for (let device = 0; device < times; device += 1) await (await world.somebody()).signIn(world.shop.parent);
}

/** Adds a passkey. */
async function openWithPasskey(world: World): Promise<void> {
  const name = world.names.passkey;
  await addAuthenticator(world.page);
  await world.signIn(world.shop.parent, ADDRESS);
  await world.fill('パスキーの名前', name);
  await world.press('パスキーを追加する');
  await world.see('パスキー「{name}」を追加しました。', { name });
}

/** Puts a second one beside it: an authenticator of the browser's makes no more than one for an account. */
async function addSecondPasskey(world: World): Promise<void> {
  await world.database.query(
    `insert into passkeys (id, account_id, credential_id, credential, name, created_at, last_used_at)
     select gen_random_uuid(), account_id, sha256(credential_id), credential, $2, now(), now() from passkeys where account_id = $1`,
    [world.shop.parent.id, world.names.longDevice],
  );
}

async function openOtherDevice(world: World): Promise<void> {
  await world.page.getByRole('link', { name: pattern(world.language, '{name}を確認・変更') }).last().click();
  await expect(world.field('端末の名前')).toBeVisible();
}

async function nameDevice(world: World, name: string): Promise<void> {
  await openOtherDevice(world);
  await world.fill('端末の名前', name);
  await world.press('名前を保存');
  await world.see('端末の名前を保存しました。');
}

/** The history of a shop where much was done, by somebody with a long name, too. */
async function openHistory(world: World): Promise<void> {
  const member = await world.member(world.names.long);
  await world.database.query(
    `insert into audit_log (recorded_at, event, actor_id, customer_id, account_id)
     select now() - make_interval(hours => number), 'cart_opened', $1, $2, $1 from generate_series(1, 60) as number`,
    [member.id, world.shop.id],
  );
  await (await world.somebody()).signIn(member);
  await world.signIn(world.shop.parent, HISTORY);
}
