/** Who has forgotten something. */

import { expireResets } from '../../support/links.ts';
import { someEmail } from '../../support/shop.ts';
import { firstLink } from '../mails.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const NEW_PASSWORD = 'quiet harbour 91 telescope';

export const RECOVERY: Area = {
  name: 'recovery',
  title: 'Recovery',
  screens: [
    { name: 'reset', title: 'forgotten password', open: (world) => world.open('/reset') },
    {
      name: 'reset-empty',
      title: 'forgotten password, sent with nothing in it',
      open: async (world) => {
        await world.open('/reset');
        await world.press('送信する');
        await world.seeRefusal();
      },
    },
    {
      name: 'reset-throttled',
      title: 'forgotten password, too often',
      open: async (world) => {
        for (let times = 0; times < 10; times += 1) await request(world, someEmail());
        await world.open('/reset');
        await fillRequest(world, someEmail());
        await world.press('送信する');
        await world.seeRefusal();
      },
    },
    { name: 'sent', title: 'the mail is on its way', open: (world) => request(world, world.shop.parent.email) },
    { name: 'recover', title: 'forgotten user ID and password', open: (world) => world.open('/recover') },
    {
      name: 'recover-refused',
      title: 'forgotten user ID and password, what was wrong',
      open: async (world) => {
        await world.open('/recover');
        await world.fill('メールアドレス', 'a@example.com,b@example.com', 'recovery');
        await world.fill('お客様番号（任意）', '12345');
        await world.press('送信する');
        await world.seeRefusal();
      },
    },
    { name: 'new-password', title: 'new password', open: (world) => openLink(world).then(() => undefined) },
    {
      name: 'new-password-long',
      title: 'new password, long name of the shop',
      open: async (world) => {
        const shop = await world.lengthened();
        await request(world, shop.parent.email);
        await world.open(firstLink(await world.mailAbout('reset', shop.parent.email)));
      },
    },
    {
      name: 'new-password-strong',
      title: 'new password, a strong one, shown',
      open: async (world) => {
        await openLink(world);
        await world.fill('新しいパスワード', NEW_PASSWORD);
        await world.press('パスワードを表示する');
        await world.seeText(new RegExp(`${world.say('強い')}|${world.say('とても強い')}`));
      },
    },
    {
      name: 'new-password-refused',
      title: 'new password, what was wrong',
      open: async (world) => {
        await openLink(world);
        await world.fill('新しいパスワード', 'password1234');
        await world.press('パスワードを設定する');
        await world.seeRefusal();
      },
    },
    {
      name: 'new-password-other',
      title: 'new password, signed in as somebody else',
      open: async (world) => {
        await world.signIn(await world.member());
        await openLink(world);
      },
    },
    { name: 'done', title: 'the new password is set', open: (world) => setPassword(world).then(() => undefined) },
    { name: 'used', title: 'used link', open: async (world) => world.open(await setPassword(world)) },
    {
      name: 'expired',
      title: 'expired link (410)',
      open: async (world) => {
        await request(world, world.shop.parent.email);
        const link = await linkOfReset(world);
        await expireResets(world.database, world.shop.parent.id);
        await world.open(link);
      },
    },
  ],
};

async function fillRequest(world: World, email: string): Promise<void> {
  await world.fill('ログインID（ユーザーID）', world.shop.parent.userId);
  await world.fill('メールアドレス', email, 'recovery');
}

async function request(world: World, email: string): Promise<void> {
  await world.open('/reset');
  await fillRequest(world, email);
  await world.press('送信する');
  await world.see('メールをご確認ください');
}

async function linkOfReset(world: World): Promise<string> {
  return firstLink(await world.mailAbout('reset', world.shop.parent.email));
}

/** Opens the link for a new password. */
async function openLink(world: World): Promise<string> {
  await request(world, world.shop.parent.email);
  const link = await linkOfReset(world);
  await world.open(link);
  return link;
}

/** Sets a new password; tells the link, which is used up then. */
async function setPassword(world: World): Promise<string> {
  const link = await openLink(world);
  await world.fill('新しいパスワード', NEW_PASSWORD);
  await world.press('パスワードを設定する');
  await world.see('パスワードを変更しました。新しいパスワードでログインしてください。');
  return link;
}
