/** The parent's list of share accounts, in the engines of other browsers. */

import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { createShareAccount, shareAccounts, someEmail } from '../support/shop.ts';
import { expect, test } from './test.ts';

const SEARCH = '氏名・メールアドレスで検索';

test('M41 an empty name is refused at its field, and a double press adds one share account', async ({ somebody, shop, database }) => {
  const email = someEmail();
  const parent = await somebody();
  await parent.goTo(SHARE_ACCOUNTS);
  await parent.signIn(shop.parent);
  await parent.press('シェアアカウント追加');

  await parent.fill('メールアドレス', email);
  await parent.press('登録');
  await parent.seesRefused('ユーザー氏名', 'ユーザー氏名が入力されていません。');
  await parent.seesField('メールアドレス', email);
  expect(await shareAccounts(database, shop)).toEqual([]);
  await parent.fill('ユーザー氏名', '有線 太郎');
  await parent.pressTwice('登録');

  await parent.sees(`シェアアカウントを追加し、${email} に招待メールを送信しました。`);
  await parent.seesRows(1);
  expect(await shareAccounts(database, shop)).toHaveLength(1);
});

test('M62 a dialog gives the focus back to what opened it', async ({ somebody, shop, database }) => {
  const { name } = await createShareAccount(database, shop, 'USENカフェ001');
  const parent = await somebody();
  await parent.goTo(SHARE_ACCOUNTS);
  await parent.signIn(shop.parent);

  await parent.press(/編集/, { row: name });
  await parent.isOn(/^ユーザー名/);
  await parent.pressKey('ESCAPE');

  await parent.seesNo('ユーザー名変更');
  await parent.isOn(/編集/);
});

test('D13 the list is searched while one types', async ({ somebody, shop, database }) => {
  for (let number = 101; number <= 120; number += 1) await createShareAccount(database, shop, `スタッフ${number}`);
  const parent = await somebody();
  await parent.goTo(SHARE_ACCOUNTS);
  await parent.signIn(shop.parent);
  await parent.seesRows(20);

  // before the island is awake nothing answers, so that one types again
  await expect
    .poll(async () => {
      await parent.fill(SEARCH, 'スタッフ11');
      return parent.countRows();
    })
    .toBe(10);
  await parent.type(SEARCH, '7');

  await parent.seesRows(1);
  await parent.seesRow('スタッフ117', '登録完了済み');
  await parent.seesField(SEARCH, 'スタッフ117');
});
