/** Passkeys, with an authenticator as phones have one built in. */

import type { Locator, Page } from '@playwright/test';
import { ACCOUNT, CURRENT_PASSWORD, SECURITY } from '../support/account.ts';
import { COFFEE } from '../support/cart.ts';
import { control, expectFieldError, field } from '../support/controls.ts';
import { ageProofs } from '../support/links.ts';
import { mailAbout, SUBJECT } from '../support/mailbox.ts';
import { cartSite, tokensFor } from '../support/openid.ts';
import { addAuthenticator, addPasskey } from '../support/passkeys.ts';
import { PASSWORD, someEmail } from '../support/shop.ts';
import { sendSignIn, signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const NAME = '店長のiPhone';
const SIGN_IN = 'パスキーでログイン';
const FAILED = 'パスキーを確認できませんでした。もう一度お試しいただくか、パスワードを入力してください。';

test('X9 a passkey is added, named, signs in by its button, proves who is there, and is removed', async ({ page, shop, database }) => {
  await addAuthenticator(page);
  // a browser that suggests nothing at the field
  await page.addInitScript(() => Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: () => false }));
  await signIn(page, shop.parent);
  await page.goto(SECURITY);
  await expect(page.getByText('パスキーはまだありません。')).toBeVisible();

  await test.step('added and renamed', async () => {
    await addPasskey(page, NAME);
    await expect(passkey(page, NAME)).toContainText('まだ使われていません');
    const mail = await mailAbout(SUBJECT.passkeyAdded, shop.parent.email);
    expect(mail.text).toContain(`対象のユーザーID：${shop.parent.userId}`);
    await control(page, `${NAME}を変更`).click();
    await expect(field(page, 'パスキーの名前')).toHaveValue(NAME);
    await field(page, 'パスキーの名前').fill('レジ横のタブレット');
    await control(page, '名前を保存').click();
    await expect(page.getByText('パスキーの名前を変更しました。')).toBeVisible();
  });

  await test.step('signs in by the button', async () => {
    await signOut(page);
    await page.getByRole('button', { name: SIGN_IN, exact: true }).click();
    await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
    await page.goto(SECURITY);
    await expect(passkey(page, 'レジ横のタブレット')).toContainText(/最終利用：\d{4}年/);
  });

  await test.step('proves who is there, and what was typed goes on (D10)', async () => {
    const email = someEmail();
    await ageProofs(database, shop.parent.id);
    await page.goto(`${ACCOUNT}/email`);
    await expect(field(page, CURRENT_PASSWORD)).toBeVisible();
    await field(page, 'メールアドレス').fill(email);
    await page.getByRole('button', { name: 'パスキーで本人確認する', exact: true }).click();
    await expect(page.getByText(`変更の確認待ち：${email}`)).toBeVisible();
  });

  await test.step('removed', async () => {
    await page.goto(SECURITY);
    await control(page, 'レジ横のタブレットを変更').click();
    await page.getByRole('button', { name: 'パスキーを削除する', exact: true }).click();
    await expect(page.getByText('パスキー「レジ横のタブレット」を削除しました。')).toBeVisible();
    await expect(page.getByText('パスキーはまだありません。')).toBeVisible();
    await mailAbout(SUBJECT.passkeyRemoved, shop.parent.email);
  });

  await test.step('and signs nobody in any more, while the password does', async () => {
    await signOut(page);
    await page.getByRole('button', { name: SIGN_IN, exact: true }).click();
    await expect(page.getByText(FAILED).first()).toBeVisible();
    await sendSignIn(page, shop.parent);
    await expect(page.getByText('ようこそ').first()).toBeVisible();
  });
});

test('X9 the browser offers a passkey at the field ユーザーID', async ({ page, shop }) => {
  const authenticator = await addAuthenticator(page);
  await signIn(page, shop.parent);
  await page.goto(SECURITY);
  await addPasskey(page, NAME);
  await authenticator.isThere(false);
  await signOut(page);
  await page.goto('/login?to=/account');

  // who is there takes what the browser offers
  await authenticator.isThere(true);

  await expect(page).toHaveURL(/\/account$/);
});

test('X9 who breaks off is told, and the password still works', async ({ page, shop }) => {
  const authenticator = await addAuthenticator(page);
  await signIn(page, shop.parent);
  await page.goto(SECURITY);
  await field(page, 'パスキーの名前').fill(NAME);
  await authenticator.confirms(false);
  await page.getByRole('button', { name: 'パスキーを追加する', exact: true }).click();
  await expect(page.getByText('パスキーを追加できませんでした。もう一度お試しください。')).toBeVisible();
  await expect(field(page, 'パスキーの名前')).toHaveValue(NAME);

  await authenticator.confirms(true);
  await addPasskey(page, NAME);
  await authenticator.confirms(false);
  await signOut(page);
  await page.getByRole('button', { name: SIGN_IN, exact: true }).click();
  await expect(page.getByText(FAILED)).toBeVisible();
  await sendSignIn(page, shop.parent);
  await expect(page.getByText('ようこそ').first()).toBeVisible();
});

test('X9 D10 R32 a passkey needs a name, and the password where its proof is old', async ({ page, shop, database }) => {
  await addAuthenticator(page);
  await signIn(page, shop.parent);
  await page.goto(SECURITY);
  const add = page.getByRole('button', { name: 'パスキーを追加する', exact: true });
  await add.click();
  await expectFieldError(page, field(page, 'パスキーの名前'), 'パスキーの名前が入力されていません。');

  await ageProofs(database, shop.parent.id);
  await field(page, 'パスキーの名前').fill(NAME);
  await add.click();
  const section = page.getByRole('region', { name: 'パスキー' });
  await expectFieldError(page, field(section, CURRENT_PASSWORD), '安全のため、現在のパスワードを入力してください。');
  await expect(field(page, 'パスキーの名前')).toHaveValue(NAME);
  await field(section, CURRENT_PASSWORD).fill(PASSWORD);
  await add.click();
  await expect(page.getByText(`パスキー「${NAME}」を追加しました。`)).toBeVisible();
});

test('X9 X11 M84 a passkey signs in on the way to a product of the cart, which is told so', async ({ page, shop, complaints }) => {
  complaints.expectStatus(400);
  await addAuthenticator(page);
  await page.addInitScript(() => Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: () => false }));
  await signIn(page, shop.parent);
  await page.goto(SECURITY);
  await addPasskey(page, NAME);
  await signOut(page);
  await page.goto(COFFEE.address);
  await expect(page.getByRole('heading', { name: 'USEN CART ログイン' })).toBeVisible();

  await page.getByRole('button', { name: SIGN_IN, exact: true }).click();

  await expect(page).toHaveURL(COFFEE.address);
  expect((await tokensFor(page, await cartSite())).claims()).toMatchObject({ acr: 'phr' });
});

/** The line about a passkey. */
function passkey(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('link', { name: `${name}を変更`, exact: true }) });
}
