/** First registration, in the engines of other browsers. */

import { expireInvitation } from '../support/links.ts';
import { invitationLink } from '../support/mailbox.ts';
import { NEW_PASSWORD, NEW_PASSWORD_AGAIN, USER_ID } from '../support/registration.ts';
import { invite, registrations, someUserId } from '../support/shop.ts';
import { expect, test } from './test.ts';

const PASSWORD = 'quiet harbour 91 telescope';

test('M54 M61 R48 a user ID is checked in place, a double press makes one account, and the link is used up', async ({ somebody, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const link = await invitationLink(email);
  const userId = someUserId();
  const invitee = await somebody();
  await invitee.goTo(link);

  await test.step('a taken one, and a free one', async () => {
    await invitee.fill(USER_ID, 'demoparent');
    await invitee.fill(NEW_PASSWORD, PASSWORD);
    await invitee.press('登録可能か確認する');
    await invitee.seesRefused(USER_ID, 'このユーザーIDはすでに使われています。別のユーザーIDを入力してください。');
    await invitee.fill(USER_ID, userId);
    await invitee.press('登録可能か確認する');
    await invitee.sees('このユーザーIDは登録できます。');
    await invitee.seesField(USER_ID, userId);
    await invitee.seesField(NEW_PASSWORD, PASSWORD);
  });

  await test.step('confirmed by a double press', async () => {
    await invitee.fill(NEW_PASSWORD_AGAIN, PASSWORD);
    await invitee.press('確認する');
    await invitee.seesHeading('登録内容のご確認');
    // Firefox's driver waits for ever when the page moves to another process within an action; the browser goes on
    if (test.info().project.name === 'firefox') await invitee.press('確定する');
    else await invitee.pressTwice('確定する');
    await invitee.seesHeading('登録完了');
    expect(await registrations(database, id)).toEqual([userId]);
  });

  await test.step('the link again', async () => {
    const later = await somebody();
    await later.goTo(link);
    await later.seesHeading('登録はすでに完了しています');
    await later.press('ログイン');
    await later.isAt('/login');
  });
});

test('D9 an invitation that has expired says so', async ({ somebody, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const link = await invitationLink(email);
  await expireInvitation(database, id);
  const invitee = await somebody();

  await invitee.goTo(link);

  await invitee.seesHeading('招待の有効期限が切れています');
  await invitee.sees(`${shop.name}のご担当者に、招待メールの再送信を依頼してください。`);
});
