/** Invitations that always arrive somewhere good: every end of a link has a way on, and the list tells the truth. */

import { control, expectErrorAt, field, row } from '../support/controls.ts';
import { ageMails, expireInvitation, replaceInvitation } from '../support/links.ts';
import { invitationLink, linkIn, mailTo, treatMailsTo } from '../support/mailbox.ts';
import { register } from '../support/registration.ts';
import { createShareAccount, invite, PASSWORD, registerAccount, someEmail, someUserId } from '../support/shop.ts';
import { openShareAccounts, resend, SHARE_ACCOUNTS } from '../support/share-list.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const NEW_MAIL = '新しい招待メールを受け取る';

test.describe('every end of a link has a way on: D9', () => {
  test.beforeEach(({ complaints }) => complaints.expectStatus(403, 410));

  test('D9 from an expired link one press brings a new mail, and the parent sees it', async ({ page, shop, database, visitor }) => {
    const { id, name, email } = await invite(database, shop, '有線 太郎');
    const old = await invitationLink(email);
    await expireInvitation(database, id);
    await page.goto(old);
    await expect(page.getByRole('heading', { name: '招待の有効期限が切れています' })).toBeVisible();

    await page.getByRole('button', { name: NEW_MAIL }).click();
    await expect(page.getByText(/まもなく届きます|へ送信しました/)).toBeVisible();
    await expect(page.getByRole('button', { name: NEW_MAIL })).toHaveCount(0);

    const fresh = linkIn(await mailTo(email, 2));
    const parent = await visitor();
    await parent.goto('/login');
    await signIn(parent, shop.parent);
    await parent.goto(SHARE_ACCOUNTS);
    await expect(row(parent, name)).toContainText('ご本人の依頼で、招待メールを再送信しました。');
    await register(page, fresh, { userId: someUserId(), password: PASSWORD });
  });

  test('D9 X3 a new mail asked for from a replaced link takes the newest link away from nobody', async ({ page, shop, database }) => {
    const { id, email } = await invite(database, shop, '有線 太郎');
    const replaced = await invitationLink(email);
    await replaceInvitation(database, id);
    const newest = linkIn(await mailTo(email, 2));
    await ageMails(database, id);

    await page.goto(replaced);
    await page.getByRole('button', { name: NEW_MAIL }).click();
    await expect(page.getByText(/まもなく届きます|へ送信しました/)).toBeVisible();
    await mailTo(email, 3);

    await register(page, newest, { userId: someUserId(), password: PASSWORD });
  });

  test('D9 D11 a suspended parent and ended contracts are told apart', async ({ page, shop, database }) => {
    const { email } = await invite(database, shop, '有線 太郎');
    const link = await invitationLink(email);

    for (const [state, heading] of [
      ['suspended', 'この招待は現在ご利用いただけません'],
      ['expired', 'この招待は終了しました'],
    ] as const) {
      await database.query(`update accounts set state = $2 where id = $1`, [shop.parent.id, state]);
      await page.goto(link);
      await expect(page.getByRole('heading', { name: heading })).toBeVisible();
      await expect(page.getByText(shop.name).first()).toBeVisible();
    }
    await database.query(`update accounts set state = 'active' where id = $1`, [shop.parent.id]);
    await page.goto(link);
    await expect(page.getByRole('heading', { name: '初回登録画面' })).toBeVisible();
  });

  test('D9 an invitee declines, the parent sees 辞退, and asks again only on purpose', async ({ page, shop, database, visitor }) => {
    const { name, email } = await invite(database, shop, '有線 太郎');
    const link = await invitationLink(email);
    await page.goto(link);
    await control(page, 'この招待に心当たりがない方、辞退する方はこちら').click();
    await page.getByRole('radio', { name: 'この店舗に心当たりがない' }).check();
    await page.getByRole('button', { name: '辞退する', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'この招待は辞退されました' })).toBeVisible();

    const parent = await visitor();
    await parent.goto('/login');
    await signIn(parent, shop.parent);
    await openShareAccounts(parent);
    await expect(row(parent, name)).toContainText('辞退');
    await expect(row(parent, name)).toContainText('理由：この店舗に心当たりがない');

    await control(parent, 'シェアアカウント追加').click();
    await field(parent, 'ユーザー氏名').fill('別の名前');
    await field(parent, 'メールアドレス').fill(email.toUpperCase().replace('EXAMPLE.COM', 'example.com'));
    await parent.getByRole('button', { name: '登録', exact: true }).click();
    await expectErrorAt(field(parent, 'メールアドレス'), 'このメールアドレスの方は、以前の招待を辞退しています。');
    await parent.getByRole('link', { name: 'キャンセル' }).click();

    await resend(parent, name);
    await expect(parent.getByRole('heading', { name: '招待メール再送' })).toBeVisible();
    await parent.getByRole('button', { name: '再送信', exact: true }).click();
    await expect(parent.getByText('メールを送信しました。', { exact: true })).toBeVisible();
    await register(page, linkIn(await mailTo(email, 2)), { userId: someUserId(), password: PASSWORD });
  });
});

test('X2 the list tells how an invitation fares, while it is open', async ({ page, shop, database, javaScriptEnabled }) => {
  const email = someEmail();
  await treatMailsTo(email, 'defer', { times: 1 });
  const { id, name } = await invite(database, shop, '有線 太郎', { email });
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  const status = row(page, name);
  const look = async (text: string | RegExp) => {
    if (javaScriptEnabled) return expect(status).toContainText(text, { timeout: 30_000 });
    await expect(async () => {
      await page.goto(SHARE_ACCOUNTS);
      await expect(status).toContainText(text, { timeout: 500 });
    }).toPass({ timeout: 30_000 });
  };

  await look('送信待ち');
  await look('まだ送信できていません。');
  await look('送信済み');
  await look('招待の有効期限：');
  await registerAccount(database, id);
  await look('登録完了済み');
  await expect(control(status, /再送信/)).toHaveCount(0);
});

test('X2 a mistyped address is corrected in one step', async ({ page, shop, database, visitor, complaints }) => {
  complaints.expectStatus(410);
  const wrong = someEmail();
  const right = someEmail();
  await treatMailsTo(wrong, 'refuse');
  const { name } = await invite(database, shop, '有線 太郎', { email: wrong });
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await expect(async () => {
    await page.goto(SHARE_ACCOUNTS);
    await expect(row(page, name)).toContainText('送信失敗', { timeout: 500 });
  }).toPass({ timeout: 20_000 });

  await control(row(page, name), /アドレスを訂正/).click();
  const typed = field(page, '正しいメールアドレス');
  await expect(typed).toHaveValue(wrong);
  await page.getByRole('button', { name: '訂正して送信' }).click();
  await expectErrorAt(typed, 'いまの招待と同じメールアドレスです。');
  await typed.fill(right);
  await page.getByRole('button', { name: '訂正して送信' }).click();

  await expect(page.getByText(`以前の招待を取り消し、${right} に新しい招待メールを送信しました。`)).toBeVisible();
  await expect(row(page, name)).toHaveCount(1);
  const guest = await visitor();
  await register(guest, await invitationLink(right), { userId: someUserId(), password: PASSWORD });
});

test('X7 the pause before the next resend is counted down', async ({ page, shop, database, javaScriptEnabled }) => {
  const { name, email } = await invite(database, shop, '有線 太郎', { minutesAgo: 5 });
  await mailTo(email);
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await resend(page, name);
  await expect(page.getByText(`${email} 宛に招待メールを再送信しました。`)).toBeVisible();
  await page.goto(SHARE_ACCOUNTS);

  const countdown = row(page, name).getByText(/あと\d+秒で再送信できます。/);
  const first = await countdown.innerText();
  if (javaScriptEnabled) await expect(countdown).not.toHaveText(first);
  await resend(page, name);
  await expect(page.getByText(/続けて再送信できません。\d+秒後にもう一度お試しください。/)).toBeVisible();
});

test('D13 several are resent and deleted with one confirmation that names them', async ({ page, shop, database }) => {
  const one = await invite(database, shop, 'USENカフェ001', { minutesAgo: 5 });
  const two = await invite(database, shop, 'USENカフェ002', { minutesAgo: 5 });
  const three = await createShareAccount(database, shop, 'USENカフェ003');
  for (const { email } of [one, two]) await mailTo(email);
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  const select = async (...people: { name: string }[]) => {
    for (const { name } of people) await page.getByRole('checkbox', { name: `${name}を選択` }).check();
  };

  await select(one, two, three);
  await page.getByRole('button', { name: 'まとめて再送信' }).click();
  await expect(page.getByText('次の2人に招待メールを再送信します。')).toBeVisible();
  await expect(page.getByRole('heading', { name: '再送信しない人（登録完了済み）' })).toBeVisible();
  await page.getByRole('button', { name: '再送信', exact: true }).click();
  await expect(page.getByText('2人に招待メールを再送信しました。')).toBeVisible();
  for (const { email } of [one, two]) await mailTo(email, 2);

  await select(two, three);
  await page.getByRole('button', { name: 'まとめて削除' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: three.name })).toBeVisible();
  await page.getByRole('button', { name: '削除', exact: true }).click();
  await expect(page.getByText('2人を削除しました。')).toBeVisible();
  await expect(row(page, one.name)).toHaveCount(1);
  await expect(row(page, two.name)).toHaveCount(0);
});

test('D13 what is done in a list leads back to it, and to the row', async ({ page, shop, database, javaScriptEnabled }) => {
  const names = Array.from({ length: 24 }, (_, number) => `有線 ${String(number).padStart(2, '0')}`);
  for (const name of names) await invite(database, shop, name, { minutesAgo: 5 });
  await signIn(page, shop.parent);
  const list = `${SHARE_ACCOUNTS}?q=${encodeURIComponent('有線')}&sort=name`;
  await page.goto(list);
  const last = row(page, names.at(-1)!);

  await test.step('renamed', async () => {
    await control(last, /編集/).click();
    await field(page, 'ユーザー名').fill('有線 99');
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await expect(page.getByText('ユーザー名を変更しました。')).toBeVisible();
    await expect(page).toHaveURL(list);
  });
  await test.step('sent again, told whose it is, and back at the row', async () => {
    const renamed = row(page, '有線 99');
    await renamed.getByRole('button', { name: /再送信/ }).click();
    const told = page.getByRole('dialog', { name: 'メールを送信しました。' });
    await expect(told).toContainText('有線 99');
    await told.getByRole('button', { name: '閉じる' }).last().click();
    await expect(page).toHaveURL(list);
    if (javaScriptEnabled) {
      await expect(renamed).toBeInViewport();
      await expect(renamed.getByRole('button', { name: /再送信/ })).toBeFocused();
    }
  });
  await test.step('not deleted after all', async () => {
    await control(row(page, names[3]!), /削除/).click();
    await control(page, 'キャンセル').filter({ visible: true }).click();
    await expect(page).toHaveURL(list);
  });
});

test('D13 the list is filtered by state and sorted, each with an address of its own', async ({ page, shop, database }) => {
  for (let number = 1; number <= 19; number++) {
    await createShareAccount(database, shop, `スタッフ${String(number).padStart(2, '0')}`, { minutesAgo: 100 - number });
  }
  const { name, email } = await invite(database, shop, 'ｶﾌｪ ハナコ', { minutesAgo: 200 });
  await mailTo(email);
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  const search = () => page.getByRole('button', { name: '検索する' }).click();

  await page.getByRole('combobox', { name: 'ステータス' }).selectOption('初回登録待ち');
  await search();
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText(name);
  await page.goto(page.url());
  await expect(rows).toHaveCount(1);

  await control(page, '検索条件を消す').click();
  await expect(rows).toHaveCount(20);
  await page.getByRole('combobox', { name: '並び順' }).selectOption('氏名順');
  await search();
  await expect(rows.nth(1)).toContainText('スタッフ01');

  await page.getByRole('searchbox').fill('かふぇはなこ');
  await search();
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText(name);
});
