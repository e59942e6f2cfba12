/** What a screen reader gets to know of the main pages: landmarks, headings, names, and what is read out (X17). */

import type { Page } from '@playwright/test';
import { ACCOUNT, SECURITY } from '../support/account.ts';
import { field, menu, tab } from '../support/controls.ts';
import { enter, GUIDE, showCode } from '../support/in-person.ts';
import { invitationLink } from '../support/mailbox.ts';
import { reachStepTwo, USER_ID } from '../support/registration.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { bookPoints, createShareAccount, invite, PASSWORD, someUserId } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

/** A list of links, so far from the margin. */
function links(indent: number, ...names: string[]): string {
  const margin = ' '.repeat(indent);
  return [`${margin}- list:`, ...names.map((name) => `${margin}  - listitem:\n${margin}    - link ${name}`)].join('\n');
}

const FOOTER = `
- contentinfo:
  - navigation "ヘルプとお問い合わせ":
${links(4, '"よくある質問"', '"お問い合わせ"', '/^電話 /')}`;

const TABS = `
- navigation "アカウント管理":
${links(2, '"マイ・アカウント"', '"USEN CARTシェアアカウント"')}`;

/** A page of a member, with this content. */
function member(main: string, tabs = ''): string {
  return `
- link "本文へ移動"
- banner:
  - link "USEN MEMBERS"
  - navigation "メイン":
${links(4, '"トップ"', '"アカウント管理"', '"お問い合わせ / Q&A"')}
  - group: メニュー
${tabs}
- main:${main}
${FOOTER}`;
}

/** A page for guests, with this content. */
function guest(main: string): string {
  return `
- link "本文へ移動"
- banner:
  - link "USEN MEMBERS"
  - button "English"
- main:${main}
${FOOTER}`;
}

async function expectTree(page: Page, tree: string): Promise<void> {
  await expect(page.locator('body')).toMatchAriaSnapshot(tree);
}

test('X17 M16 a screen reader tells the sign-in page, and what was wrong', async ({ page }) => {
  await page.goto('/login');
  await expectTree(
    page,
    guest(`
    - heading "USEN MEMBERS ログイン" [level=1]
    - textbox "ユーザーID"
    - textbox "パスワード"
    - button "パスワードを表示する"
    - checkbox "次回から自動的にログインする"
    - button "ログイン"
    - button "パスキーでログイン"
    - status
${links(4, '"パスワードのみを忘れた方はこちら"', '"ユーザーIDとパスワードを忘れた方はこちら"')}`),
  );

  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await expectTree(
    page,
    guest(`
    - alert "入力内容に問題があります":
      - heading "入力内容に問題があります" [level=2]
      - list:
        - listitem:
          - link "ユーザーIDが入力されていません。":
            - /url: "#user_id"
        - listitem:
          - link "パスワードが入力されていません。":
            - /url: "#password"
    - heading "USEN MEMBERS ログイン" [level=1]`),
  );
});

test('X17 M13 M82 a screen reader tells the top page', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await expectTree(
    page,
    member(`
    - heading "ようこそ ${shop.name} さま" [level=1]
    - region "USEN CART ポイント":
      - heading "USEN CART ポイント" [level=2]
      - paragraph: 87,187 pt
      - paragraph:
        - link "ポイント履歴を見る"
      - button "注文する"
    - region "サービス":
      - heading "サービス" [level=2]
${links(6, '"請求情報"', '"申込書"', '"支払い通知書"', '"SSO連携サービス"', '"USEN CARTシェアアカウント"')}`),
  );
  await expect(menu(page, 'トップ')).toHaveAttribute('aria-current', 'page');
  await expect(page.locator('[aria-current]')).toHaveCount(1);
});

test('X17 M14 M70 M72 a screen reader tells マイ・アカウント and its dialog', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto(ACCOUNT);
  await expectTree(
    page,
    member(
      `
    - heading "マイ・アカウント" [level=1]
    - region "アカウント/セキュリティ":
      - heading "アカウント/セキュリティ" [level=2]
      - term: ユーザーID
      - definition: ${shop.parent.userId}
      - definition:
        - link "ユーザーIDを変更"
      - term: お客様番号
      - definition: "${shop.code}"
      - term: メールアドレス
      - definition: ${shop.parent.email}
      - definition:
        - link "メールアドレスを変更"
      - term: パスワード
      - definition: （表示しません）
      - definition:
        - link "パスワードを変更"
    - region "店舗/事業所情報":
      - heading "店舗/事業所情報" [level=2]
      - term: 店舗/事業所名
      - definition: ${shop.name}`,
      TABS,
    ),
  );
  await expect(menu(page, 'アカウント管理')).toHaveAttribute('aria-current', 'page');
  await expect(tab(page, 'マイ・アカウント')).toHaveAttribute('aria-current', 'page');

  await page.getByRole('link', { name: 'ユーザーIDを変更' }).click();
  await expectTree(
    page,
    `
  - dialog "ユーザーIDの変更":
    - heading "ユーザーIDの変更" [level=2]
    - textbox "現在のパスワード必須"
    - textbox "変更するユーザーID必須"
    - button "登録可能か確認する"
    - status
    - textbox "新しいパスワード（変更する場合のみ）"
    - status
    - link "キャンセル"
    - button "OK"`,
  );
});

test('X17 M26 M28 M29 M32 M33 a screen reader tells the list of share accounts, and what came of an act', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, '有線 花子', { email: 'hanako@example.com' });
  await signIn(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);
  await expectTree(
    page,
    member(
      `
    - heading "USEN CARTシェアアカウント一覧" [level=1]
    - link "シェアアカウント追加"
    - link "対面で登録"
    - link "CSVで一括招待"
    - link "ログイン案内を印刷"
    - status
    - table "USEN CARTシェアアカウント一覧":
      - rowgroup:
        - row:
          - columnheader:
            - checkbox "この画面のすべてを選択"
          - columnheader "ユーザー氏名"
          - columnheader "ステータス"
          - columnheader "メールアドレス"
          - columnheader "操作"
      - rowgroup:
        - row:
          - cell:
            - checkbox "有線 花子を選択"
          - cell "有線 花子"
          - cell "登録完了済み"
          - cell "hanako@example.com"
          - cell:
            - link "有線 花子を編集"
            - link "有線 花子を削除"
    - status`,
      TABS,
    ),
  );
  await expect(tab(page, 'USEN CARTシェアアカウント')).toHaveAttribute('aria-current', 'page');

  await page.getByRole('link', { name: '有線 花子を編集' }).click();
  await field(page, 'ユーザー名').fill('有線 桜');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await expectTree(
    page,
    `
  - main:
    - alert:
      - paragraph: 完了 ユーザー名を変更しました。
    - heading "USEN CARTシェアアカウント一覧" [level=1]`,
  );
});

test('X17 M41 a screen reader tells what is wrong with a new share account first, with the way to each field', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto(`${SHARE_ACCOUNTS}/new`);
  await page.getByRole('button', { name: '登録', exact: true }).click();

  await expectTree(
    page,
    member(
      `
    - alert "入力内容に問題があります" [active]:
      - heading "入力内容に問題があります" [level=2]
      - list:
        - listitem:
          - link "ユーザー氏名が入力されていません。":
            - /url: "#name"
        - listitem:
          - link "メールアドレスが入力されていません。":
            - /url: "#email"
    - heading "シェアアカウント追加" [level=1]
    - textbox "ユーザー氏名必須"
    - textbox "メールアドレス必須"
    - link "キャンセル"
    - button "登録"`,
      TABS,
    ),
  );
  await expect(field(page, 'ユーザー氏名')).toHaveAccessibleDescription(/50文字まで.* ユーザー氏名が入力されていません。$/);
  await expect(field(page, 'メールアドレス')).toHaveAttribute('aria-invalid', 'true');
});

test('X17 M52 M53 M54 a screen reader tells step 1 of the first registration', async ({ page, shop, database }) => {
  const { email } = await invite(database, shop, '有線 太郎');
  await page.goto(await invitationLink(email));

  await expectTree(
    page,
    guest(`
    - paragraph: ${shop.name} 様
    - heading "初回登録画面" [level=1]
    - list "登録の手順":
      - listitem: step 1 登録内容の入力
      - listitem: step 2 登録内容の確認
      - listitem: step 3 登録完了
    - textbox "${USER_ID}必須"
    - button "登録可能か確認する"
    - status
    - textbox "パスワードを入力してください必須"
    - button "パスワードを表示する"
    - status
    - textbox "パスワードを入力してください(確認)必須"
    - button "確認する"`),
  );
  await expect(page.locator('[aria-current=step]')).toHaveText(/登録内容の入力/);
  await expect(field(page, USER_ID)).toHaveAccessibleDescription(/^半角英数字・8文字以上/);
});

test('X17 X12 a screen reader tells the points as a table', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto('/points');
  await expectTree(
    page,
    member(`
    - heading "ポイント履歴" [level=1]
    - region "ご利用いただけるポイント":
      - heading "ご利用いただけるポイント" [level=2]
      - paragraph: 87,187 pt
    - status: 1件
    - table "ポイント履歴":
      - rowgroup:
        - row:
          - columnheader "日時"
          - columnheader "増減"
          - columnheader "残高"
      - rowgroup:
        - row:
          - cell "+87,187"
          - cell "87,187"`),
  );
});

test('X17 X6 X9 a screen reader tells the devices, the passkeys and the way to the history', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto(SECURITY);
  await expectTree(
    page,
    member(
      `
    - heading "端末・パスキー・操作履歴" [level=1]
    - region "ログイン中の端末":
      - heading "ログイン中の端末" [level=2]
      - list:
        - listitem:
          - paragraph: この端末
          - link /を確認・変更$/
      - heading "ほかの端末からログアウト" [level=3]
    - region "パスキー":
      - heading "パスキー" [level=2]
      - textbox "パスキーの名前必須"
      - button "パスキーを追加する"
      - status
    - region "操作履歴":
      - heading "操作履歴" [level=2]
      - paragraph:
        - link "操作履歴を見る"`,
      TABS,
    ),
  );
});

test('X17 every page for guests has one first heading, no gap below it, and a language', async ({ page, shop, database, visitor, complaints }) => {
  complaints.expectStatus(404, 410);
  const { email } = await invite(database, shop, '有線 太郎');
  const invitation = await invitationLink(email);
  const addresses = ['/login', '/login?to=cart', '/reset', '/reset/sent', '/recover', '/help', '/help/share-account', '/contact'];

  for (const address of [...addresses, '/nowhere', '/reset/cut-off', '/email/cut-off', '/v1/cut-off', '/in-person/cut-off', invitation, `${invitation}/decline`]) {
    await page.goto(address);
    await expectOutline(page);
  }
  await page.goto(`${invitation}/decline`);
  await expectOutline(page);
  await reachStepTwo(page, invitation, { userId: someUserId(), password: PASSWORD });
  await expectOutline(page);
  await page.getByRole('button', { name: '確定する', exact: true }).click();
  await expect(page.getByRole('heading', { name: '登録完了' })).toBeVisible();
  await expectOutline(page);

  const [tablet, phone] = [await visitor(), await visitor()];
  await signIn(tablet, shop.parent);
  const code = await showCode(tablet);
  await expectOutline(tablet);
  await phone.goto(code.address);
  await expectOutline(phone);
  await enter(phone, { name: '', email: '', number: '' });
  await expect(phone.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectOutline(phone);
});

test('X17 every page of a member has one first heading, no gap below it, and a language, in English, too', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(404);
  const { id } = await createShareAccount(database, shop, '有線 花子');
  const waiting = await invite(database, shop, '有線 太郎');
  await bookPoints(database, shop, { points: -1, cause: 'use' });
  await signIn(page, shop.parent);
  const addresses = ['/', '/contact', '/help', '/services', '/points', '/billing', '/applications', '/payment-notices', '/nowhere', GUIDE]
    .concat(['', '/user-id', '/email', '/password', '/security', '/security/history'].map((end) => `${ACCOUNT}${end}`))
    .concat(['', '/new', '/import', '/print', `/${id}/edit`, `/${id}/delete`].map((end) => `${SHARE_ACCOUNTS}${end}`))
    .concat([`/${waiting.id}/address`, `/several?deed=resend&account=${id}&account=${waiting.id}`].map((end) => `${SHARE_ACCOUNTS}${end}`));

  for (const address of addresses) {
    await page.goto(address);
    await expectOutline(page);
  }
  await page.goto(SECURITY);
  await page.getByRole('link', { name: /を確認・変更$/ }).click();
  await expect(page.getByRole('button', { name: '名前を保存' })).toBeVisible();
  await expectOutline(page);
  await page.goto(ACCOUNT);
  await page.getByText('メニュー', { exact: true }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await expectOutline(page, 'en');
});

/** Says that a page has a language, a title, the landmarks, one first heading, and no heading two levels below the one before. */
async function expectOutline(page: Page, language = 'ja'): Promise<void> {
  const outline = await page.evaluate(() => ({
    language: document.documentElement.lang,
    hasTitle: /\S｜USEN MEMBERS$|\S – USEN MEMBERS$/.test(document.title),
    landmarks: ['header', 'main', 'footer'].map((name) => document.querySelectorAll(`body > ${name}`).length),
    levels: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
      .filter((heading) => heading.checkVisibility())
      .map(({ localName }) => Number(localName.slice(1))),
  }));
  expect.soft(outline, page.url()).toMatchObject({ language, hasTitle: true, landmarks: [1, 1, 1] });
  // the summary of errors stands in front of the first heading
  const levels = outline.levels.filter((level, index) => !(index === 0 && level === 2 && outline.levels[1] === 1));
  expect.soft(levels.filter((level) => level === 1), `first headings of ${page.url()}`).toEqual([1]);
  const gaps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  expect.soft(gaps, `levels left out before a heading of ${page.url()}`).toEqual([]);
}
