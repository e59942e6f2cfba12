/** Sign-in, sign-out, and moving about in between, in the engines of other browsers. */

import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { test } from './test.ts';

test('M16 R5 a wrong pair keeps the user ID and clears the password, which can be shown and hidden', async ({ somebody, shop }) => {
  const parent = await somebody();
  await parent.goTo('/login');

  await parent.signIn({ userId: shop.parent.userId, password: 'not the right password' });

  await parent.sees('ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。');
  await parent.seesField('ユーザーID', shop.parent.userId);
  await parent.seesField('パスワード', '');
  await parent.fill('パスワード', shop.parent.password);
  await parent.press(/表示/);
  await parent.seesFieldAs('パスワード', 'text');
  await parent.press(/隠/);
  await parent.seesFieldAs('パスワード', 'password');
  await parent.seesField('パスワード', shop.parent.password);
  await parent.tick('次回から自動的にログインする');
  await parent.press('ログイン');
  await parent.sees(`ようこそ ${shop.name} さま`);
});

test('M13 M14 pages follow one another by links, addresses, Back and Forward', async ({ somebody, shop }) => {
  const parent = await somebody();
  await parent.goTo('/login');
  await parent.signIn(shop.parent);
  await parent.sees('USEN CART ポイント');

  await parent.press('アカウント管理');
  await parent.isAt('/account');
  await parent.seesTitle('マイ・アカウント｜USEN MEMBERS');
  await parent.sees(shop.parent.userId);
  await parent.press('USEN CARTシェアアカウント');
  await parent.isAt(SHARE_ACCOUNTS);
  await parent.seesTitle('USEN CARTシェアアカウント一覧｜USEN MEMBERS');
  await parent.sees('シェアアカウントはまだありません。');

  await parent.goBack();
  await parent.seesTitle('マイ・アカウント｜USEN MEMBERS');
  await parent.sees(shop.parent.userId);
  await parent.goBack();
  await parent.sees('USEN CART ポイント');
  await parent.goForward();
  await parent.seesTitle('マイ・アカウント｜USEN MEMBERS');

  await parent.goTo(SHARE_ACCOUNTS);
  await parent.seesTitle('USEN CARTシェアアカウント一覧｜USEN MEMBERS');
  await parent.press('トップ');
  await parent.isAt('/');
  await parent.sees('USEN CART ポイント');
});

test('R38 after signing out, Back shows nothing of the shop', async ({ somebody, shop }) => {
  const parent = await somebody();
  await parent.goTo('/login');
  await parent.signIn(shop.parent);
  await parent.sees(`ようこそ ${shop.name} さま`);
  await parent.press('アカウント管理');
  await parent.sees(shop.parent.userId);
  await parent.signOut();
  await parent.sees('ログアウトしました。');

  await parent.goBack();

  // only another page is without what was told before
  await parent.seesNo('ログアウトしました。');
  await parent.isAt('/login');
  await parent.seesHeading('USEN MEMBERS ログイン');
  await parent.seesNo(shop.name);
  await parent.seesNo(shop.parent.userId);
});
