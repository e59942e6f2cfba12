/** The main job from beginning to end, in the engines of other browsers. */

import { invitationLink } from '../support/mailbox.ts';
import { NEW_PASSWORD, NEW_PASSWORD_AGAIN, USER_ID } from '../support/registration.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { createShareAccount, someEmail, someUserId } from '../support/shop.ts';
import { DESKTOP } from './browsers.ts';
import { test } from './test.ts';

const NEW_MEMBER_PASSWORD = 'quiet harbour 91 telescope';

test('M12 M13 M14 M16 M40 M41 M42 M48 M53 M54 M55 M56 M57 M58 M59 M60 M61 a parent account invites, the invitee registers, and signs in with the new user ID', async ({
  somebody,
  shop,
}) => {
  const name = '有線 太郎';
  const email = someEmail();
  const member = { userId: someUserId(), password: NEW_MEMBER_PASSWORD };
  const parent = await somebody(DESKTOP);
  const invitee = await somebody();

  await test.step('the parent signs in', async () => {
    await parent.goTo('/');
    await parent.isAt('/login');
    await parent.seesHeading('USEN MEMBERS ログイン');
    await parent.signIn(shop.parent);
    await parent.sees(`ようこそ ${shop.name} さま`, 'USEN CART ポイント', '87,187 pt', '注文する');
  });

  await test.step('the parent adds a share account', async () => {
    await parent.press('アカウント管理');
    await parent.press('USEN CARTシェアアカウント');
    await parent.seesHeading('USEN CARTシェアアカウント一覧');
    await parent.press('シェアアカウント追加');
    await parent.fill('ユーザー氏名', name);
    await parent.fill('メールアドレス', email);
    await parent.press('登録');
    await parent.sees(`シェアアカウントを追加し、${email} に招待メールを送信しました。`);
    await parent.seesRow(name, '初回登録待ち');
    await parent.seesRow(name, email);
  });

  await test.step('the invitee registers', async () => {
    await invitee.goTo(await invitationLink(email));
    await invitee.seesHeading('初回登録画面');
    await invitee.sees(`${shop.name} 様`, '登録内容の入力', '上記内容でよろしければ「確認する」ボタンをクリックしてください。');
    await invitee.fill(USER_ID, member.userId);
    await invitee.fill(NEW_PASSWORD, member.password);
    await invitee.fill(NEW_PASSWORD_AGAIN, member.password);
    await invitee.press('確認する');
    await invitee.seesHeading('登録内容のご確認');
    await invitee.sees(member.userId, '●●●●●●●●（表示しません）');
    await invitee.press('確定する');
    await invitee.seesHeading('登録完了');
    await invitee.sees('ユーザーIDとパスワードの登録が完了しました。');
  });

  await test.step('the invitee goes to the top, signs out, and signs in again', async () => {
    await invitee.press('USEN MEMBERSのトップへ');
    await invitee.sees(`ようこそ ${shop.name} さま`, 'シェアアカウントでは、USEN CARTとアカウント管理をご利用いただけます。');
    await invitee.signOut();
    await invitee.signIn(member);
    await invitee.sees(`ようこそ ${shop.name} さま`);
  });

  await test.step('the parent sees it, and signs out', async () => {
    await parent.goTo(SHARE_ACCOUNTS);
    await parent.seesRow(name, '登録完了済み');
    await parent.signOut();
    await parent.sees('ログアウトしました。');
  });
});

test('M62 M63 M64 M65 M66 M67 M68 a parent account edits, resends and deletes', async ({ somebody, shop, database }) => {
  const email = someEmail();
  const member = await createShareAccount(database, shop, 'USENカフェ001');
  const parent = await somebody();
  await parent.goTo(SHARE_ACCOUNTS);
  await parent.signIn(shop.parent);
  await parent.press('シェアアカウント追加');
  await parent.fill('ユーザー氏名', 'USENカフェ002');
  await parent.fill('メールアドレス', email);
  await parent.press('登録');
  await parent.seesRow('USENカフェ002', '初回登録待ち');
  const firstLink = await invitationLink(email);

  await test.step('a name is changed', async () => {
    await parent.press(/編集/, { row: 'USENカフェ002' });
    await parent.seesHeading('ユーザー名変更');
    await parent.seesField('ユーザー名', 'USENカフェ002');
    await parent.fill('ユーザー名', '有線花子');
    await parent.press('OK');
    await parent.sees('ユーザー名を変更しました。');
    await parent.seesRow('有線花子', email);
    await parent.seesNo('USENカフェ002');
  });

  await test.step('the invitation is sent again, and the earlier link says so', async () => {
    await parent.press(/再送信/, { row: '有線花子' });
    await parent.sees('メールを送信しました。', `${email} 宛に招待メールを再送信しました。以前の招待メールのURLは使えません。`);
    await parent.press('閉じる');
    await parent.seesNo('メールを送信しました。');
    const secondLink = await invitationLink(email, 2);
    const invitee = await somebody();
    await invitee.goTo(firstLink);
    await invitee.seesHeading('新しい招待メールが届いています');
    await invitee.goTo(secondLink);
    await invitee.sees('有線花子様宛に');
  });

  await test.step('nothing is deleted without a confirmation', async () => {
    await parent.press(/削除/, { row: member.name });
    await parent.seesHeading('削除の確認');
    await parent.sees('このユーザーを削除しますか？');
    await parent.press('キャンセル');
    await parent.seesNo('このユーザーを削除しますか？');
    await parent.seesRow(member.name, '登録完了済み');
  });

  await test.step('with it the account is gone', async () => {
    await parent.press(/削除/, { row: member.name });
    await parent.press('削除');
    await parent.sees(`${member.name} を削除しました。`);
    await parent.seesRows(1);
  });
});
