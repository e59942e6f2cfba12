/** The first registration from an invitation, and what can have become of its link. */

import { mailTo } from '../../support/mailbox.ts';
import { expireInvitation, replaceInvitation } from '../../support/links.ts';
import { deleteAccount, type Invitee, PASSWORD, registerAccount, someUserId } from '../../support/shop.ts';
import { expect } from '../../support/test.ts';
import { linkOf } from '../mails.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const USER_ID = 'お好きなユーザーIDを登録してください';
const NEW_PASSWORD = 'パスワードを入力してください';
const NEW_PASSWORD_AGAIN = 'パスワードを入力してください(確認)';

export const REGISTRATION: Area = {
  name: 'registration',
  title: 'Registration',
  screens: [
    { name: 'step-1', title: 'step 1', open: (world) => openLink(world).then(() => undefined) },
    {
      name: 'step-1-long',
      title: 'step 1, long names',
      open: async (world) => {
        await world.lengthened();
        await openLink(world, await world.invited(world.names.long));
      },
    },
    {
      name: 'step-1-empty',
      title: 'step 1, sent with nothing in it',
      open: async (world) => {
        await openLink(world);
        await world.press('確認する');
        await world.seeRefusal();
      },
    },
    {
      name: 'step-1-refused',
      title: 'step 1, what was wrong',
      open: async (world) => {
        await openLink(world);
        await sendStepOne(world, 'demoparent', 'password1234', 'password12345');
        await world.seeRefusal();
      },
    },
    {
      name: 'step-1-free',
      title: 'step 1, the user ID can be had, and the password is strong',
      open: async (world) => {
        await openLink(world);
        await world.fill(NEW_PASSWORD, PASSWORD);
        await world.fill(USER_ID, someUserId());
        await world.press('登録可能か確認する');
        await world.see('このユーザーIDは登録できます。');
      },
    },
    {
      name: 'step-1-weak',
      title: 'step 1, the password is weak',
      open: async (world) => {
        await openLink(world);
        await world.fill(NEW_PASSWORD, 'password');
        await world.see('とても弱い');
      },
    },
    { name: 'step-2', title: 'step 2', open: (world) => reachStepTwo(world) },
    {
      name: 'step-1-again',
      title: 'step 1, back from step 2',
      open: async (world) => {
        await reachStepTwo(world);
        await world.press('戻って修正する');
        await world.see('パスワードは入力済みです。変更する場合のみ入力してください。');
      },
    },
    {
      name: 'step-3',
      title: 'step 3',
      open: async (world) => {
        await reachStepTwo(world);
        await world.press('確定する');
        await world.see('ユーザーIDとパスワードの登録が完了しました。');
      },
    },
    {
      name: 'other-account',
      title: 'signed in as somebody else',
      open: async (world) => {
        await world.signIn(await world.member(world.names.people[1]));
        await openLink(world);
      },
    },
    {
      name: 'decline',
      title: 'declining the invitation',
      open: async (world) => {
        await openLink(world);
        await world.press('この招待に心当たりがない方、辞退する方はこちら');
        await world.see('理由を選んでください');
      },
    },
    {
      name: 'decline-refused',
      title: 'declining without a reason',
      open: async (world) => {
        await openLink(world);
        await world.press('この招待に心当たりがない方、辞退する方はこちら');
        await world.press('辞退する');
        await world.seeRefusal();
      },
    },
    { name: 'declined', title: 'declined', open: (world) => decline(world) },
    { name: 'expired', title: 'expired link (410)', open: (world) => openExpired(world).then(() => undefined) },
    {
      name: 'expired-asked',
      title: 'expired link, a new mail was asked for',
      open: async (world) => {
        await openExpired(world);
        await world.press('新しい招待メールを受け取る');
        await expect(world.control('新しい招待メールを受け取る')).toHaveCount(0);
      },
    },
    {
      name: 'superseded',
      title: 'superseded link (410)',
      open: async (world) => {
        const invitee = await world.invited();
        const link = await linkOf(invitee);
        await replaceInvitation(world.database, invitee.id);
        await mailTo(invitee.email, 2);
        await world.open(link);
      },
    },
    {
      name: 'used',
      title: 'used link (410)',
      open: async (world) => {
        const invitee = await world.invited();
        const link = await linkOf(invitee);
        await registerAccount(world.database, invitee.id);
        await world.open(link);
      },
    },
    {
      name: 'withdrawn',
      title: 'withdrawn invitation (410)',
      open: async (world) => {
        const invitee = await world.invited();
        const link = await linkOf(invitee);
        await deleteAccount(world.database, invitee.id);
        await world.open(link);
      },
    },
    { name: 'suspended', title: 'the parent is suspended (403)', open: (world) => openWhile(world, 'suspended') },
    { name: 'contract-ended', title: 'the contract has ended (410)', open: (world) => openWhile(world, 'expired') },
    { name: 'cut-off', title: 'a link that was cut off (404)', open: (world) => world.open('/v1/Zm9yZ290dGVu') },
  ],
};

/** Opens the link in the mail to somebody who has been invited. */
async function openLink(world: World, invitee?: Invitee): Promise<void> {
  await world.open(await linkOf(invitee ?? (await world.invited())));
}

async function sendStepOne(world: World, userId: string, password: string, again = password): Promise<void> {
  await world.fill(USER_ID, userId);
  await world.fill(NEW_PASSWORD, password);
  await world.fill(NEW_PASSWORD_AGAIN, again);
  await world.press('確認する');
}

async function reachStepTwo(world: World): Promise<void> {
  await openLink(world);
  await sendStepOne(world, someUserId(), PASSWORD);
  await world.see('登録内容のご確認');
}

async function decline(world: World): Promise<void> {
  await world.open(`${await linkOf(await world.invited())}/decline`);
  await world.page.getByRole('radio', { name: world.say('この店舗に心当たりがない') }).check();
  await world.press('辞退する');
  await world.see('この招待は辞退されました');
}

async function openExpired(world: World): Promise<void> {
  const invitee = await world.invited();
  const link = await linkOf(invitee);
  await expireInvitation(world.database, invitee.id);
  await world.open(link);
}

async function openWhile(world: World, state: 'suspended' | 'expired'): Promise<void> {
  const link = await linkOf(await world.invited());
  await world.setState(world.shop.parent.id, state);
  await world.open(link);
}
