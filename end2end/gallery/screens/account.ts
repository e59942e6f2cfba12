/** マイ・アカウント, its three dialogs and their pages. */

import { ACCOUNT as ADDRESS, CHANGES } from '../../support/account.ts';
import { ageProofs } from '../../support/links.ts';
import { mailTo } from '../../support/mailbox.ts';
import { PASSWORD, someEmail, someUserId } from '../../support/shop.ts';
import type { World } from '../world.ts';
import type { Area, Screen } from './screen.ts';

const WORD = { ユーザーID: 'user-id', メールアドレス: 'email', パスワード: 'password' } as const;

export const ACCOUNT: Area = {
  name: 'account',
  title: 'My account',
  screens: [
    { name: 'parent', title: 'a parent account', open: (world) => world.signIn(world.shop.parent, ADDRESS) },
    { name: 'share', title: 'a share account', open: async (world) => world.signIn(await world.member(), ADDRESS) },
    { name: 'long', title: 'long name and address', open: async (world) => world.signIn((await world.lengthened()).parent, ADDRESS) },
    ...CHANGES.flatMap(({ row, path }): Screen[] => [
      { name: `${WORD[row]}-dialog`, title: `${row}: dialog`, open: (world) => openDialog(world, row) },
      { name: `${WORD[row]}-page`, title: `${row}: page`, open: (world) => world.signIn(world.shop.parent, path) },
    ]),
    {
      name: 'user-id-refused',
      title: 'ユーザーID: what was wrong, in the dialog',
      open: async (world) => {
        await openDialog(world, 'ユーザーID');
        await world.fill('変更するユーザーID', 'demoparent');
        await world.fill('新しいパスワード（変更する場合のみ）', 'password1234');
        await world.press('OK');
        await world.seeRefusal();
      },
    },
    {
      name: 'user-id-free',
      title: 'ユーザーID: can be had',
      open: async (world) => {
        await openDialog(world, 'ユーザーID');
        await world.fill('変更するユーザーID', someUserId());
        await world.press('登録可能か確認する');
        await world.see('このユーザーIDは登録できます。');
      },
    },
    {
      name: 'user-id-changed',
      title: 'ユーザーID: changed',
      open: async (world) => {
        await openDialog(world, 'ユーザーID');
        await world.fill('現在のパスワード', PASSWORD);
        await world.fill('変更するユーザーID', someUserId());
        await world.press('OK');
        await world.see('ユーザーIDを変更しました。次回から新しいユーザーIDでログインしてください。');
      },
    },
    {
      name: 'email-refused',
      title: 'メールアドレス: what was wrong, in the dialog',
      open: async (world) => {
        await openDialog(world, 'メールアドレス');
        await world.fill('メールアドレス', 'staff', 'account');
        await world.press('OK');
        await world.seeRefusal();
      },
    },
    { name: 'email-pending', title: 'メールアドレス: waits for confirmation', open: (world) => requestEmail(world, someEmail()) },
    {
      name: 'email-pending-long',
      title: 'メールアドレス: a long one waits',
      open: (world) => requestEmail(world, world.longEmail()),
    },
    {
      name: 'email-throttled',
      title: 'メールアドレス: sent again too often',
      open: async (world) => {
        const email = someEmail();
        await requestEmail(world, email);
        for (const count of [1, 2, 3]) {
          await mailTo(email, count);
          await world.press('再送信', {}, 'account');
          await world.page.waitForLoadState('networkidle');
        }
        await world.seeLike('続けて送信できません。{minutes}分後にもう一度お試しください。');
      },
    },
    {
      name: 'email-withdrawn',
      title: 'メールアドレス: withdrawn',
      open: async (world) => {
        await requestEmail(world, someEmail());
        await world.press('取り消す');
        await world.see('メールアドレスの変更を取り消しました。');
      },
    },
    {
      name: 'email-proof',
      title: 'メールアドレス: asks for the password again',
      open: async (world) => {
        await world.signIn(world.shop.parent, '/account/email');
        await ageProofs(world.database, world.shop.parent.id);
        await world.fill('メールアドレス', someEmail(), 'account');
        await world.press('OK');
        await world.seeRefusal();
      },
    },
    {
      name: 'password-sent',
      title: 'パスワード: the mail is on its way',
      open: async (world) => {
        await openDialog(world, 'パスワード');
        await world.press('OK');
        await world.seeLike('{email} にメールを送信しました。メールのURLから、{minutes}分以内に新しいパスワードを設定してください。');
      },
    },
  ],
};

/** Presses 変更 on マイ・アカウント, so that the dialog opens. */
async function openDialog(world: World, row: (typeof CHANGES)[number]['row']): Promise<void> {
  await world.signIn(world.shop.parent, ADDRESS);
  await world.press('{what}を変更', { what: world.say(row, {}, 'account') });
  await world.page.getByRole('dialog').waitFor();
}

async function requestEmail(world: World, email: string): Promise<void> {
  await openDialog(world, 'メールアドレス');
  await world.fill('メールアドレス', email, 'account');
  await world.press('OK');
  await world.see('変更の確認待ち：{email}', { email });
}
