/** What becomes of invitations at a mail server that refuses, defers, hangs up, or gives back, as the list tells it (X2, F8). */

import { readFile } from 'node:fs/promises';
import { row } from '../support/controls.ts';
import { mailTo, mailsTo, treatMailsTo } from '../support/mailbox.ts';
import { openShareAccounts, resend, SHARE_ACCOUNTS } from '../support/share-list.ts';
import { BOUNCE_SECRET, PORTAL_URL } from '../support/settings.mjs';
import { invite, someEmail } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const REPORT = new URL('../../app/src/bounces/tests/messages/postfix.eml', import.meta.url);

test('F8 X2 each invitation tells how it fares, whatever becomes of the others', async ({ page, shop, database }) => {
  const treated = { refuse: someEmail(), defer: someEmail(), drop: someEmail(), slow: someEmail(), accept: someEmail() };
  await treatMailsTo(treated.refuse, 'refuse');
  await treatMailsTo(treated.defer, 'defer');
  await treatMailsTo(treated.drop, 'drop', { times: 1 });
  await treatMailsTo(treated.slow, 'slow', { times: 1, milliseconds: 3_000 });
  for (const [name, email] of Object.entries(treated)) await invite(database, shop, `スタッフ${name}`, { email });
  await signIn(page, shop.parent);

  await openShareAccounts(page);

  const status = async (name: string, ...texts: string[]) =>
    expect(async () => {
      await page.goto(SHARE_ACCOUNTS);
      for (const text of texts) await expect(row(page, `スタッフ${name}`)).toContainText(text, { timeout: 500 });
    }).toPass({ timeout: 40_000 });
  await status('accept', '送信済み');
  await status('refuse', '送信失敗', 'このメールアドレスは存在しません。');
  await status('defer', '送信待ち', '相手側が、一時的にメールを受け取れない状態です。');
  await status('slow', '送信済み');
  await status('drop', '送信済み');
  await treatMailsTo(treated.defer, 'accept');
  await status('defer', '送信済み');
  for (const email of [treated.accept, treated.slow, treated.defer]) expect(await mailsTo(email)).toHaveLength(1);
  const [first, second] = await mailsTo(treated.drop, 2);
  expect(first?.messageId).toBe(second?.messageId);
});

test('X2 a mail that comes back later turns 送信済み into 送信失敗, until it is sent again', async ({ page, shop, database }) => {
  const { name, email } = await invite(database, shop, '有線 太郎', { minutesAgo: 5 });
  const { messageId } = await mailTo(email);
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await expect(async () => {
    await page.goto(SHARE_ACCOUNTS);
    await expect(row(page, name)).toContainText('送信済み', { timeout: 500 });
  }).toPass({ timeout: 10_000 });
  const number = /<(.*)@/.exec(messageId)?.[1] ?? '';
  const report = (await readFile(REPORT, 'utf8'))
    .replaceAll('00000000-0000-4000-8000-000000000000', number)
    .replaceAll('taro@example.com', email);
  const post = (secret: string) =>
    fetch(`${PORTAL_URL}/hooks/bounces`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${secret}` },
      body: report,
    });

  expect((await post('somebody else')).status).toBe(401);
  await page.goto(SHARE_ACCOUNTS);
  await expect(row(page, name)).toContainText('送信済み');
  expect(await (await post(BOUNCE_SECRET)).json()).toEqual({ outcome: 'recorded' });
  expect(await (await post(BOUNCE_SECRET)).json()).toEqual({ outcome: 'nothing_to_change' });

  await page.goto(SHARE_ACCOUNTS);
  await expect(row(page, name)).toContainText('送信失敗');
  await expect(row(page, name)).toContainText('このメールアドレスは存在しません。アドレスをご確認ください。');
  await resend(page, name);
  await mailTo(email, 2);
});
