/** The main job from beginning to end, as the people concerned do it. Each project does it on another device. */

import { control, field, menu, row, tab } from '../support/controls.ts';
import { invitationLink, mailTo } from '../support/mailbox.ts';
import { goToCart, NEW_PASSWORD, NEW_PASSWORD_AGAIN, reachStepTwo, register, USER_ID } from '../support/registration.ts';
import { CART_URL, PORTAL_URL } from '../support/settings.mjs';
import { createShareAccount, someEmail, someUserId } from '../support/shop.ts';
import { addShareAccount, openDelete, openEdit, openShareAccounts, resend, SHARE_ACCOUNTS } from '../support/share-list.ts';
import { sendSignIn, signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const NEW_MEMBER_PASSWORD = 'quiet harbour 91 telescope';

test('a parent account signs in, finds the menu, the points and the way out: M8 M12 M13 M14 M16 M17 M18 M19 M82 D10', async ({ page, shop }) => {
  await test.step('the sign-in page', async () => {
    await page.goto('/');
    await expect(page).toHaveURL(/\/login/);
    await expect(page.getByRole('heading', { level: 1, name: /ログイン$/ })).toBeVisible();
    await expect(page.getByText('USEN MEMBERS').first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'パスワードのみを忘れた方はこちら' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'ユーザーIDとパスワードを忘れた方はこちら' })).toBeVisible();
  });

  await test.step('a wrong pair keeps the ID and clears the password', async () => {
    await page.goto('/login');
    await sendSignIn(page, { userId: shop.parent.userId, password: 'not the right password' });

    await expect(page.getByText('ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。').first()).toBeVisible();
    await expect(field(page, 'ユーザーID')).toHaveValue(shop.parent.userId);
    await expect(field(page, 'パスワード')).toHaveValue('');
    await expect(page).toHaveURL(/\/login$/);
  });

  await test.step('the top page', async () => {
    await sendSignIn(page, shop.parent, { remember: true });

    await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
    await expect(page).toHaveURL(`${PORTAL_URL}/`);
    await expect(menu(page, 'トップ')).toBeVisible();
    await expect(menu(page, 'アカウント管理')).toBeVisible();
    await expect(menu(page, 'お問い合わせ / Q&A')).toBeVisible();
    await expect(page.getByText('USEN CART ポイント')).toBeVisible();
    await expect(page.getByText('87,187 pt')).toBeVisible();
    await expect(control(page, '注文する')).toBeVisible();
  });

  await test.step('the two tabs of アカウント管理', async () => {
    await menu(page, 'アカウント管理').click();

    await expect(tab(page, 'マイ・アカウント')).toBeVisible();
    await expect(tab(page, 'USEN CARTシェアアカウント')).toBeVisible();
  });

  await test.step('the way out', async () => {
    await signOut(page);

    await expect(page.getByText('ログアウトしました。')).toBeVisible();
    await page.goto('/');
    await expect(page).toHaveURL(/\/login/);
  });
});

test('a parent account invites, the invitee registers and goes shopping: M2 M6 M8 M10 M26 M28 M29 M30 M31 M32 M33 M34 M40 M41 M42 M43 M48 M52 M53 M54 M55 M56 M57 M58 M59 M60 M61 M83 M84 M92', async ({
  page,
  shop,
  visitor,
  complaints,
}) => {
  complaints.expectStatus(403);
  const name = '有線 太郎';
  const email = someEmail();
  const member = { userId: someUserId(), password: NEW_MEMBER_PASSWORD };
  const invitee = await visitor();

  await test.step('the parent adds a share account', async () => {
    await signIn(page, shop.parent);
    await openShareAccounts(page);

    const added = await addShareAccount(page, name, email);

    await expect(added).toContainText(email);
    await expect(control(added, /編集/)).toBeVisible();
    await expect(control(added, /削除/)).toBeVisible();
    await expect(control(added, /再送信/)).toBeVisible();
  });

  await test.step('the invitation arrives', async () => {
    const mail = await mailTo(email);

    expect(mail.subject).toBe('【USEN MEMBERS】会員登録のご案内（ご招待）');
    expect(mail.text).toContain(`${name}様`);
    expect(await invitationLink(email)).toMatch(new RegExp(`^${PORTAL_URL}/v1/[A-Za-z0-9_-]{43}$`));
  });

  await test.step('step 1', async () => {
    await invitee.goto(await invitationLink(email));

    await expect(invitee.getByText(`${shop.name} 様`, { exact: true })).toBeVisible();
    await expect(invitee.getByRole('heading', { name: '初回登録画面' })).toBeVisible();
    await expect(invitee.locator('[aria-current="step"]')).toContainText('登録内容の入力');
    await expect(field(invitee, USER_ID)).toHaveAccessibleDescription(/半角英数字・8文字以上/);
    await expect(field(invitee, USER_ID)).toHaveAttribute('autocomplete', 'username');
    await expect(field(invitee, NEW_PASSWORD)).toHaveAttribute('autocomplete', 'new-password');
    await expect(field(invitee, NEW_PASSWORD_AGAIN)).toHaveAttribute('autocomplete', 'new-password');
    await expect(invitee.getByText('上記内容でよろしければ「確認する」ボタンをクリックしてください。')).toBeVisible();
  });

  await test.step('step 2', async () => {
    await reachStepTwo(invitee, await invitationLink(email), member);

    await expect(invitee.locator('[aria-current="step"]')).toContainText('登録内容の確認');
    await expect(invitee.getByText(member.userId)).toBeVisible();
    await expect(invitee.getByText('●●●●●●●●（表示しません）')).toBeVisible();
    await expect(invitee.getByText('上記内容でよろしければ「確定する」ボタンをクリックしてください。')).toBeVisible();
    await expect(control(invitee, '戻って修正する')).toBeVisible();
    expect(await invitee.content()).not.toContain(member.password);
  });

  await test.step('step 3', async () => {
    await invitee.getByRole('button', { name: '確定する', exact: true }).click();

    await expect(invitee.getByRole('heading', { name: '登録完了' })).toBeVisible();
    await expect(invitee.locator('[aria-current="step"]')).toContainText('登録完了');
    await expect(invitee.getByText('ユーザーIDとパスワードの登録が完了しました。')).toBeVisible();
    await expect(control(invitee, 'USEN MEMBERSのトップへ')).toBeVisible();
  });

  await test.step("the row in the parent's list turns", async () => {
    await page.goto(SHARE_ACCOUNTS);

    await expect(row(page, name)).toContainText('登録完了済み');
    await expect(control(row(page, name), /再送信/)).toHaveCount(0);
  });

  await test.step('from step 3 to the cart', async () => {
    await goToCart(invitee, member);

    await expect(invitee.getByRole('link', { name: 'USEN CART' })).toBeVisible();
    await expect(invitee.getByRole('heading', { name: '大特価SALE' })).toBeVisible();
    await expect(invitee.getByRole('heading', { name: 'カテゴリ' })).toBeVisible();
    await expect(invitee.getByRole('heading', { name: '業種別おすすめ商品' })).toBeVisible();
    await expect(invitee.getByText('シェアアカウント', { exact: true })).toBeVisible();
    await expect(invitee.getByText('87,187 pt')).toBeVisible();
  });

  await test.step('the new share account signs in and sees what its rights allow', async () => {
    const later = await visitor();
    await signIn(later, member);

    await expect(later.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
    await expect(later.getByText('シェアアカウントでは、USEN CARTとアカウント管理をご利用いただけます。')).toBeVisible();
    await menu(later, 'アカウント管理').click();
    await expect(tab(later, 'マイ・アカウント')).toBeVisible();
    await expect(tab(later, 'USEN CARTシェアアカウント')).toHaveCount(0);
    await later.goto(SHARE_ACCOUNTS);
    await expect(later.getByRole('heading', { name: 'この画面は表示できません' })).toBeVisible();
    await menu(later, 'トップ').click();
    await control(later, '注文する').click();
    await expect(later).toHaveURL(`${CART_URL}/`);
    await expect(later.getByText(shop.name).first()).toBeVisible();
    await expect(later.getByText(name)).toBeVisible();
  });
});

test('a parent account edits, resends, deletes and invites again: M27 M35 M36 M37 M62 M63 M64 M65 M66 M67 M68 M69 D9 D17', async ({
  page,
  shop,
  visitor,
  database,
  complaints,
}) => {
  complaints.expectStatus(410);
  const email = someEmail();
  const member = await createShareAccount(database, shop, 'USENカフェ001');
  const memberPage = await visitor();
  await signIn(memberPage, member);
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await addShareAccount(page, 'USENカフェ002', email);
  const firstLink = await invitationLink(email);

  await test.step('a name is changed', async () => {
    await openEdit(page, 'USENカフェ002');
    await expect(field(page, 'ユーザー名')).toHaveValue('USENカフェ002');
    await field(page, 'ユーザー名').fill('有線花子');
    await page.getByRole('button', { name: 'OK', exact: true }).click();

    await expect(page.getByText('ユーザー名を変更しました。')).toBeVisible();
    await expect(row(page, '有線花子')).toContainText(email);
    await expect(row(page, 'USENカフェ002')).toHaveCount(0);
  });

  await test.step('the invitation is sent again', async () => {
    await resend(page, '有線花子');

    await expect(page.getByText('メールを送信しました。', { exact: true })).toBeVisible();
    await expect(page.getByText(`${email} 宛に招待メールを再送信しました。以前の招待メールのURLは使えません。`)).toBeVisible();
    await control(page, '閉じる').last().click();
    await expect(page.getByText('メールを送信しました。', { exact: true })).toBeHidden();
  });

  await test.step('the earlier link says so, the newer one works', async () => {
    const secondLink = await invitationLink(email, 2);
    const invitee = await visitor();

    await invitee.goto(firstLink);
    await expect(invitee.getByRole('heading', { name: '新しい招待メールが届いています' })).toBeVisible();
    await invitee.goto(secondLink);
    await expect(invitee.getByRole('heading', { name: '初回登録画面' })).toBeVisible();
    await expect(invitee.getByText(/有線花子様宛に/)).toBeVisible();
  });

  await test.step('nothing is deleted without a confirmation', async () => {
    await openDelete(page, '有線花子');
    await expect(page.getByText('このユーザーを削除しますか？')).toBeVisible();
    await control(page, 'キャンセル').click();

    await expect(row(page, '有線花子')).toBeVisible();
  });

  await test.step('a deleted invitation is withdrawn', async () => {
    await openDelete(page, '有線花子');
    await page.getByRole('button', { name: '削除', exact: true }).click();

    await expect(page.getByText('有線花子 を削除しました。')).toBeVisible();
    await expect(row(page, '有線花子')).toHaveCount(0);
    const invitee = await visitor();
    await invitee.goto(await invitationLink(email, 2));
    await expect(invitee.getByRole('heading', { name: 'この招待は取り消されました' })).toBeVisible();
  });

  await test.step("a deleted member's session ends at once", async () => {
    await openDelete(page, member.name);
    await page.getByRole('button', { name: '削除', exact: true }).click();
    await expect(page.getByText(`${member.name} を削除しました。`)).toBeVisible();

    await memberPage.goto('/');
    await expect(memberPage).toHaveURL(/\/login/);
    await sendSignIn(memberPage, member);
    await expect(memberPage.getByText('ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。').first()).toBeVisible();
  });

  await test.step('the same address is invited again and registered', async () => {
    await addShareAccount(page, '有線花子', email);
    const invitee = await visitor();
    await register(invitee, await invitationLink(email, 3), { userId: someUserId(), password: NEW_MEMBER_PASSWORD });

    await page.goto(SHARE_ACCOUNTS);
    await expect(row(page, '有線花子')).toContainText('登録完了済み');
  });
});
