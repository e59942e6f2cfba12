/** Finding controls as people do: by what they are and what is written on them. */

import { expect, type Locator, type Page } from '@playwright/test';

type Scope = Page | Locator;

/** A button, or a link that looks like one. */
export function control(scope: Scope, name: string | RegExp): Locator {
  const options = typeof name === 'string' ? { name, exact: true } : { name };
  return scope.getByRole('button', options).or(scope.getByRole('link', options));
}

/** A text field by its label; a 必須 or 任意 behind the label does not matter, a (確認) does. */
export function field(scope: Scope, label: string): Locator {
  return scope.getByRole('textbox', { name: new RegExp(`^${escape(label)}(?:\\s*(?:必須|任意|Required|Optional))?$`) });
}

/** A text as Japanese keyboards type it by default. */
export function fullWidth(text: string): string {
  return text.replace(/[0-9A-Za-z]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0));
}

/** The line about one share account in the list. */
export function row(page: Page, text: string): Locator {
  return page.getByRole('row').filter({ hasText: text });
}

/** A link of the global menu. */
export function menu(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'メイン' }).getByRole('link', { name, exact: true });
}

/** One of the two tabs of アカウント管理. */
export function tab(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'アカウント管理' }).getByRole('link', { name, exact: true });
}

/** Says that a field was refused: in the page's title, in the summary, and at the field itself. */
export async function expectFieldError(page: Page, input: Locator, message: string): Promise<void> {
  await expect(page).toHaveTitle(/^エラー：/);
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expect(page.getByRole('link', { name: message })).toBeVisible();
  await expectErrorAt(input, message);
}

/** Says that a field was refused, at the field itself. */
export async function expectErrorAt(input: Locator, message: string): Promise<void> {
  await expect(input).toHaveAttribute('aria-invalid', 'true');
  await expect(input).toHaveAccessibleDescription(new RegExp(escape(message)));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
