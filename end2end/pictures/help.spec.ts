/**
 * The pictures of the guide /help/share-account (M38), in each language, of what people really see.
 *
 * Not a part of the tests: `make help-pictures` renews public/help after a change to one of these screens.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { Pool } from 'pg';
import { mailTo } from '../support/mailbox.ts';
import { PORTAL_URL } from '../support/settings.mjs';
import { createShareAccount, invite, PASSWORD, type Account, type Shop } from '../support/shop.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { test } from '../support/test.ts';

/** In CSS pixels; the guide's page names the same size. */
const SIZE = { width: 390, height: 560 };
const FOLDER = new URL('../../public/help/', import.meta.url);

const WORDS = {
  ja: { shop: 'カフェ・サンプル', one: '有線 太郎', two: '有線 花子', three: '有線 次郎', userId: 'hanako2026' },
  en: { shop: 'Sample Cafe', one: 'Taro Yusen', two: 'Hanako Yusen', three: 'Jiro Yusen', userId: 'hanako2027' },
} as const;

for (const language of ['ja', 'en'] as const) {
  test.describe(language, () => {
    const words = WORDS[language];
    test.use({ locale: language, viewport: SIZE, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true });
    test.describe.configure({ mode: 'serial' });

    /** Takes the picture `name` with `shown` in its middle, and what is to be pressed framed. */
    async function picture(page: Page, name: string, shown?: Locator, pressed?: Locator): Promise<void> {
      await page.waitForLoadState('networkidle');
      // what stays at the top of a screen would cover what the picture is about
      await page.evaluate(() => document.querySelector<HTMLElement>('.um-header')?.style.setProperty('position', 'static'));
      await shown?.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await pressed?.evaluate((element: HTMLElement) => {
        element.style.outline = '3px solid #d32f2f';
        element.style.outlineOffset = '3px';
      });
      const browser = await page.context().newCDPSession(page);
      const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
      const folder = new URL(`${language}/`, FOLDER);
      await mkdir(folder, { recursive: true });
      await writeFile(new URL(`${name}.webp`, folder), Buffer.from(data, 'base64'));
    }

    async function signIn(page: Page, { userId }: { userId: string }): Promise<void> {
      await page.goto('/login');
      await page.locator('[name=user_id]').fill(userId);
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('main button[type=submit], main form button.um-btn--primary').first().click();
      await page.waitForURL('/');
    }

    async function settle(database: Pool, shop: Shop): Promise<Account> {
      await database.query('update customers set name = $2 where id = $1', [shop.id, words.shop]);
      await database.query('update accounts set name = $2 where id = $1', [shop.parent.id, words.shop]);
      return createShareAccount(database, shop, words.two, { email: `hanako-${language}@example.com`, minutesAgo: 60 });
    }

    /** A user ID that somebody might have chosen. */
    async function choose(database: Pool, account: Account): Promise<Account> {
      await database.query('insert into user_ids (user_id, account_id, taken_at) values ($1, $2, $3)', [words.userId, account.id, new Date()]);
      await database.query('update accounts set user_id = $2 where id = $1', [account.id, words.userId]);
      return { ...account, userId: words.userId };
    }

    test('the parent account', async ({ page, shop, database }) => {
      await settle(database, shop);
      const email = `taro-${language}@example.com`;
      await invite(database, shop, words.one, { email, language, minutesAgo: 5 });
      const mail = await mailTo(email);

      // the address of this server would only puzzle people
      await page.setContent(mail.html.replaceAll(PORTAL_URL, 'https://members.example.com'));
      // who reads English has it below the Japanese
      const button = page.locator('a', { hasText: /初回登録|registration/ }).last();
      await picture(page, 'invitation', button, button);
      await signIn(page, shop.parent);
      await page.goto(SHARE_ACCOUNTS);
      await picture(page, 'list', page.getByText(words.one).first());
      await page.goto(`${SHARE_ACCOUNTS}/new`);
      await page.locator('[name=name]').fill(words.three);
      await page.locator('[name=email]').fill('jiro@example.com');
      const submit = page.locator('main form button.um-btn--primary').first();
      await picture(page, 'add', page.locator('[name=email]'), submit);

      const { rows } = await database.query<{ id: string }>(`select id from accounts where email = $1`, [email]);
      const one = `${SHARE_ACCOUNTS}/${rows[0]?.id ?? ''}`;
      await page.goto(`${one}/edit`);
      await picture(page, 'rename', page.locator('[name=name]'), page.locator('main form button.um-btn--primary').first());
      await page.goto(`${one}/delete`);
      await picture(page, 'delete', page.locator('main form').first(), page.locator('main form button').first());
      await page.goto(`${one}/address`);
      await picture(page, 'correct', page.locator('[name=email]'), page.locator('main form button.um-btn--primary').first());

      await page.goto('/register-guide');
      await page.locator('main form button').first().click();
      await page.getByText(`${PORTAL_URL}/`).evaluate((element) => {
        element.textContent = (element.textContent ?? '').replace(/^https?:\/\/[^/]+/, 'https://members.example.com');
      });
      await picture(page, 'in-person', page.locator('.um-qr').first());
      await page.goto(`${SHARE_ACCOUNTS}/import`);
      const table = [
        [words.three, 'jiro@example.com'],
        [words.one, email],
        [words.three, 'jiro@example'],
      ];
      const text = table.map((row) => row.join(',')).join('\r\n');
      await page.locator('input[type=file]').setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.locator('main form button.um-btn--primary').first().click();
      await page.waitForURL(/import\/./);
      await picture(page, 'import', page.getByRole('row').nth(2));
    });

    test('the member of staff', async ({ page, shop, database }) => {
      const { userId } = await choose(database, await settle(database, shop));
      const email = `jiro-${language}@example.com`;
      await invite(database, shop, words.three, { email, language });
      const link = /https?:\/\/\S+/.exec((await mailTo(email)).text)?.[0] ?? '';

      await page.goto(link);
      await page.locator('[name=user_id]').fill('jiro2026');
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('[name=password_confirmation]').fill(PASSWORD);
      await page.getByText(/^(パスワードの強さ|Password strength)/).waitFor();
      await picture(page, 'registration', page.locator('[name=password_confirmation]'), page.locator('main form button.um-btn--primary').first());
      await page.goto('/login');
      await page.locator('[name=user_id]').fill(userId);
      await page.locator('[name=password]').fill(PASSWORD);
      await picture(page, 'sign-in', page.locator('[name=password]'), page.locator('main form button.um-btn--primary').first());
      await signIn(page, { userId });
      await picture(page, 'home', page.locator('main h1').first());
      await page.goto('/account');
      await picture(page, 'my-account', page.getByText(userId).last());
    });
  });
}
