/** Every kind of mail, caused as people cause it. */

import { expireInvitation } from '../../support/links.ts';
import { type Mail, mailTo, numberIn } from '../../support/mailbox.ts';
import { addAuthenticator } from '../../support/passkeys.ts';
import { SHARE_ACCOUNTS } from '../../support/share-list.ts';
import { createShareAccount, createShop, PASSWORD, someEmail, someUserId } from '../../support/shop.ts';
import { firstLink, linkOf } from '../mails.ts';
import type { World } from '../world.ts';
import { register } from './in-person.ts';

export interface Letter {
  /** Part of its pictures' addresses; the portal's own name for it. */
  readonly name: string;
  readonly title: string;
  readonly receive: (world: World) => Promise<Mail>;
}

export const LETTERS: readonly Letter[] = [
  { name: 'invitation', title: 'invitation', receive: async (world) => mailTo((await world.invited()).email) },
  {
    name: 'invitation-long',
    title: 'invitation, long names',
    receive: async (world) => {
      await world.lengthened();
      return mailTo((await world.invited(world.names.long)).email);
    },
  },
  {
    name: 'invitation-again',
    title: 'invitation, sent again by the parent',
    receive: async (world) => {
      const { name, email } = await world.invited(undefined, { minutesAgo: 5 });
      await mailTo(email);
      await world.signIn(world.shop.parent, SHARE_ACCOUNTS);
      await world.press('{name}に再送信', { name });
      return mailTo(email, 2);
    },
  },
  {
    name: 'invitation-requested',
    title: 'invitation, sent again because the invitee asked for it',
    receive: async (world) => {
      const invitee = await world.invited();
      const link = await linkOf(invitee);
      await expireInvitation(world.database, invitee.id);
      await world.open(link);
      await world.press('新しい招待メールを受け取る');
      return mailTo(invitee.email, 2);
    },
  },
  { name: 'password-reset', title: 'link for a new password', receive: (world) => receiveReset(world) },
  {
    name: 'password-changed',
    title: 'the password was changed',
    receive: async (world) => {
      await world.open(firstLink(await receiveReset(world)));
      await world.fill('新しいパスワード', 'quiet harbour 91 telescope');
      await world.press('パスワードを設定する');
      return world.mailAbout('passwordChanged', world.shop.parent.email);
    },
  },
  {
    name: 'user-id-changed',
    title: 'the user ID was changed',
    receive: async (world) => {
      await changeUserId(world);
      return world.mailAbout('userIdChanged', world.shop.parent.email);
    },
  },
  {
    name: 'user-id-reminder',
    title: 'user IDs of a mailbox',
    receive: async (world) => {
      const { email } = world.shop.parent;
      const elsewhere = await createShop(world.database);
      await createShareAccount(world.database, elsewhere, world.names.people[0], { email });
      await world.invited(world.names.people[1], { email });
      await world.open('/recover');
      await world.fill('メールアドレス', email, 'recovery');
      await world.press('送信する');
      return world.mailAbout('reminder', email);
    },
  },
  { name: 'email-confirmation', title: 'change of address, to the new one', receive: (world) => receiveConfirmation(world) },
  {
    name: 'email-change-requested',
    title: 'change of address, to the old one',
    receive: async (world) => {
      await receiveConfirmation(world);
      return world.mailAbout('emailRequested', world.shop.parent.email);
    },
  },
  {
    name: 'email-changed-from',
    title: 'the address was changed, to the old one',
    receive: async (world) => {
      await changeEmail(world);
      return world.mailAbout('emailChanged', world.shop.parent.email);
    },
  },
  {
    name: 'email-changed',
    title: 'the address was changed, to the new one',
    receive: async (world) => world.mailAbout('emailChanged', await changeEmail(world)),
  },
  {
    name: 'email-restored',
    title: 'the old address was restored',
    receive: async (world) => {
      await changeEmail(world);
      const undo = await world.mailAbout('emailChanged', world.shop.parent.email);
      const guest = await world.somebody();
      await guest.open(firstLink(undo));
      await guest.fill('確認番号', numberIn(undo), 'confirmation_number');
      await guest.press('元のメールアドレスに戻す', {}, 'account');
      return world.mailAbout('emailRestored', world.shop.parent.email);
    },
  },
  {
    name: 'address-confirmation',
    title: 'the address of somebody who registered in person',
    receive: async (world) => {
      const { email } = await register(world);
      return world.mailAbout('addressConfirmation', email);
    },
  },
  {
    name: 'new-device',
    title: 'sign-in from a new device',
    receive: async (world) => {
      await world.signIn(world.shop.parent);
      return world.mailAbout('newDevice', world.shop.parent.email);
    },
  },
  {
    name: 'passkey-added',
    title: 'a passkey was added',
    receive: async (world) => {
      await addPasskey(world);
      return world.mailAbout('passkeyAdded', world.shop.parent.email);
    },
  },
  {
    name: 'passkey-removed',
    title: 'a passkey was removed',
    receive: async (world) => {
      const name = await addPasskey(world);
      await world.press('{name}を変更', { name });
      await world.press('パスキーを削除する');
      return world.mailAbout('passkeyRemoved', world.shop.parent.email);
    },
  },
];

async function receiveReset(world: World): Promise<Mail> {
  const { userId, email } = world.shop.parent;
  await world.open('/reset');
  await world.fill('ログインID（ユーザーID）', userId);
  await world.fill('メールアドレス', email, 'recovery');
  await world.press('送信する');
  return world.mailAbout('reset', email);
}

async function changeUserId(world: World): Promise<void> {
  await world.signIn(world.shop.parent, '/account/user-id');
  await world.fill('現在のパスワード', PASSWORD);
  await world.fill('変更するユーザーID', someUserId());
  await world.press('OK');
}

async function receiveConfirmation(world: World, email = someEmail()): Promise<Mail> {
  await world.signIn(world.shop.parent, '/account/email');
  await world.fill('メールアドレス', email, 'account');
  await world.press('OK');
  return world.mailAbout('emailConfirmation', email);
}

/** Changes the parent's address; tells the new one. */
async function changeEmail(world: World): Promise<string> {
  const email = someEmail();
  await world.open(firstLink(await receiveConfirmation(world, email)));
  await world.press('メールアドレスを変更する', {}, 'account');
  await world.see('メールアドレスを変更しました。');
  return email;
}

async function addPasskey(world: World): Promise<string> {
  const name = world.names.passkey;
  await addAuthenticator(world.page);
  await world.signIn(world.shop.parent, '/account/security');
  await world.fill('パスキーの名前', name);
  await world.press('パスキーを追加する');
  await world.see('パスキー「{name}」を追加しました。', { name });
  return name;
}
