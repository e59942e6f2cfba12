/** Signing in, and why that did not work. */

import { SECURITY } from '../../support/account.ts';
import { CART_SIGN_IN } from '../../support/cart.ts';
import { control } from '../../support/controls.ts';
import { leaveSessions } from '../../support/links.ts';
import { addAuthenticator } from '../../support/passkeys.ts';
import { SERVICE_URL } from '../../support/settings.mjs';
import { someUserId } from '../../support/shop.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const WRONG = 'ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。';

export const SIGN_IN: Area = {
  name: 'sign-in',
  title: 'Sign-in',
  screens: [
    { name: 'first', title: 'first visit', open: (world) => world.open('/login') },
    { name: 'cart', title: 'on the way to USEN CART', open: (world) => world.open('/login?to=cart') },
    {
      name: 'service',
      title: 'on the way to a service',
      open: async (world) => {
        await world.open(SERVICE_URL);
        await control(world.page, CART_SIGN_IN).click();
        await world.page.waitForURL(/\/login/);
      },
    },
    { name: 'needed', title: 'a page that needs a sign-in', open: (world) => world.open('/account/share') },
    {
      name: 'empty',
      title: 'sent with nothing in it',
      open: async (world) => {
        await world.open('/login');
        await world.press('ログイン', {}, 'sign_in');
        await world.seeRefusal();
      },
    },
    {
      name: 'wrong',
      title: 'wrong user ID or password',
      open: async (world) => {
        await world.open('/login');
        await world.sendSignIn({ userId: world.shop.parent.userId, password: 'not the right password' });
        await world.see(WRONG);
      },
    },
    {
      name: 'long',
      title: 'a user ID of 64 characters, and the password shown',
      open: async (world) => {
        await world.open('/login');
        await world.fill('ユーザーID', 'm'.repeat(64));
        await world.fill('パスワード', 'violet ladder 42 gramophone and some more words');
        await world.press('パスワードを表示する');
      },
    },
    { name: 'throttled', title: 'too many tries (429)', open: (world) => guessTooOften(world) },
    {
      name: 'unusable',
      title: 'an account that cannot be used now',
      open: async (world) => {
        await world.setState(world.shop.parent.id, 'expired');
        await world.open('/login');
        await world.sendSignIn(world.shop.parent);
        await world.see('このアカウントは現在ご利用いただけません。お問い合わせください。');
      },
    },
    {
      name: 'passkey-failed',
      title: 'a passkey that is not known',
      open: async (world) => {
        await addAuthenticator(world.page);
        await world.page.addInitScript(() => Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: () => false }));
        await world.open('/login');
        await world.press('パスキーでログイン');
        await world.see('パスキーを確認できませんでした。もう一度お試しいただくか、パスワードを入力してください。');
      },
    },
    {
      name: 'signed-out',
      title: 'after signing out',
      open: async (world) => {
        await world.signIn(world.shop.parent);
        await world.openMenu();
        await world.press('ログアウト', {}, 'common');
        await world.see('ログアウトしました。');
      },
    },
    {
      name: 'session-expired',
      title: 'an hour without a request',
      open: async (world) => {
        await world.signIn(world.shop.parent);
        await leaveSessions(world.database, world.shop.parent.id, 61);
        await world.open('/');
        await world.see('一定時間操作がなかったため、ログアウトしました。もう一度ログインしてください。');
      },
    },
    {
      name: 'ended-elsewhere',
      title: 'signed out by another device',
      open: async (world) => {
        await world.signIn(world.shop.parent);
        const other = await world.somebody();
        await other.signIn(world.shop.parent, SECURITY);
        await other.press('ほかのすべての端末からログアウトする');
        await other.see('ほかのすべての端末からログアウトしました。');
        await world.open('/');
        await world.see('ほかの端末での操作により、ログアウトしました。もう一度ログインしてください。');
      },
    },
    {
      name: 'without-scripts',
      title: 'where no script runs',
      open: async (world) => {
        world.complaints.expect(/ERR_FAILED/);
        await world.page.route('**/*.js', (route) => route.abort());
        await world.open('/login');
      },
    },
  ],
};

async function guessTooOften(world: World): Promise<void> {
  const guessed = { userId: someUserId(), password: 'not the right password' };
  await world.open('/login');
  // each answer is waited for; the last one is another
  for (let guess = 0; guess < 10; guess += 1) {
    await world.sendSignIn(guessed);
    await world.see(WRONG);
  }
  await world.sendSignIn(guessed);
  await world.seeLike('ログインの失敗が続いたため、しばらくログインできません。{minutes}分後にもう一度お試しください。');
}
