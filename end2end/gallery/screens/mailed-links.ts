/** What the links in mails lead to, besides those for a registration and a new password. */

import { type Mail, numberIn } from '../../support/mailbox.ts';
import { someEmail } from '../../support/shop.ts';
import { firstLink } from '../mails.ts';
import type { Visitor, World } from '../world.ts';
import type { Area } from './screen.ts';

const CHANGE = 'メールアドレスを変更する';

export const MAILED_LINKS: Area = {
  name: 'mailed-links',
  title: 'Links in mails',
  screens: [
    { name: 'email', title: 'new address, signed in', open: async (world) => world.open(firstLink(await confirmation(world))) },
    {
      name: 'email-number',
      title: 'new address, not signed in',
      open: async (world) => {
        const guest = await world.somebody();
        await guest.open(firstLink(await confirmation(world)));
        return guest.page;
      },
    },
    {
      name: 'email-number-refused',
      title: 'new address, wrong number',
      open: async (world) => {
        const guest = await world.somebody();
        await guest.open(firstLink(await confirmation(world)));
        await guest.fill('確認番号', '12', 'confirmation_number');
        await guest.press(CHANGE, {}, 'account');
        await guest.seeRefusal();
        return guest.page;
      },
    },
    {
      name: 'email-other',
      title: 'new address, signed in as somebody else',
      open: async (world) => {
        const other = await world.somebody();
        await other.signIn(await world.member(), firstLink(await confirmation(world)));
        return other.page;
      },
    },
    {
      name: 'email-long',
      title: 'new address, long ones',
      open: async (world) => {
        const { parent } = await world.lengthened();
        const guest = await world.somebody();
        await guest.open(firstLink(await confirmation(world, { parent, email: world.longEmail() })));
        return guest.page;
      },
    },
    { name: 'email-changed', title: 'new address, confirmed', open: (world) => changeEmail(world) },
    { name: 'email-gone', title: 'new address, a link that is gone (410)', open: (world) => world.open(`/email/${'A'.repeat(43)}`) },
    {
      name: 'undo',
      title: 'back to the old address',
      open: async (world) => {
        await changeEmail(world);
        const guest = await world.somebody();
        await guest.open(firstLink(await world.mailAbout('emailChanged', world.shop.parent.email)));
        return guest.page;
      },
    },
    {
      name: 'undone',
      title: 'back to the old address, done',
      open: async (world) => {
        await changeEmail(world);
        const guest = await world.somebody();
        const mail = await world.mailAbout('emailChanged', world.shop.parent.email);
        await pressWithNumber(guest, mail, '元のメールアドレスに戻す', 'account');
        await guest.see('メールアドレスを元に戻しました。');
        return guest.page;
      },
    },
    {
      name: 'call-off',
      title: 'calling off the change from the old mailbox',
      open: async (world) => {
        await confirmation(world);
        await world.open(firstLink(await world.mailAbout('emailRequested', world.shop.parent.email)));
      },
    },
    {
      name: 'called-off',
      title: 'called off',
      open: async (world) => {
        await confirmation(world);
        await world.open(firstLink(await world.mailAbout('emailRequested', world.shop.parent.email)));
        await world.press('変更を取り消す');
        await world.see('メールアドレスの変更を取り消しました。現在のメールアドレスのままです。');
      },
    },
    {
      name: 'alert',
      title: 'a new device: was it you?',
      open: async (world) => {
        const guest = await world.somebody();
        await guest.open(firstLink(await alert(world)));
        return guest.page;
      },
    },
    {
      name: 'alert-refused',
      title: 'a new device, without the number',
      open: async (world) => {
        const guest = await world.somebody();
        await guest.open(firstLink(await alert(world)));
        await guest.press('すべての端末からログアウトする');
        await guest.seeRefusal();
        return guest.page;
      },
    },
    {
      name: 'alert-done',
      title: 'a new device, all are signed out',
      open: async (world) => {
        const guest = await world.somebody();
        await pressWithNumber(guest, await alert(world), 'すべての端末からログアウトする', 'security');
        await guest.see('すべての端末からログアウトしました');
        return guest.page;
      },
    },
    { name: 'alert-gone', title: 'a new device, a link that is gone (410)', open: (world) => world.open(`/sign-in-alert/${'A'.repeat(43)}`) },
  ],
};

/** Asks for another address as the parent; tells the mail that confirms it. */
async function confirmation(world: World, { parent = world.shop.parent, email = someEmail() } = {}): Promise<Mail> {
  await world.signIn(parent, '/account/email');
  await world.fill('メールアドレス', email, 'account');
  await world.press('OK');
  await world.see('変更の確認待ち：{email}', { email });
  return world.mailAbout('emailConfirmation', email);
}

async function changeEmail(world: World): Promise<void> {
  await world.open(firstLink(await confirmation(world)));
  await world.press(CHANGE, {}, 'account');
  await world.see('メールアドレスを変更しました。');
}

async function alert(world: World): Promise<Mail> {
  await world.signIn(world.shop.parent);
  return world.mailAbout('newDevice', world.shop.parent.email);
}

async function pressWithNumber(visitor: Visitor, mail: Mail, button: string, area: string): Promise<void> {
  await visitor.open(firstLink(mail));
  await visitor.fill('確認番号', numberIn(mail), 'confirmation_number');
  await visitor.press(button, {}, area);
}
