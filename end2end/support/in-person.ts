/** What a parent does on the shop's tablet, and the member of staff on their own phone (X10). */

import { expect, type Page } from '@playwright/test';
import { control, field } from './controls.ts';
import { readQr } from './qr.ts';

export const GUIDE = '/register-guide';
export const CODE_LABEL = '対面で登録するためのQRコード';
export const NAME = 'ユーザー氏名';
export const EMAIL = 'メールアドレス';
export const NUMBER = '確認番号';

/** What the tablet shows to the phone. */
export interface Code {
  readonly address: string;
  readonly number: string;
}

/** Turns the tablet to 対面で登録 and has it show a code. */
export async function showCode(tablet: Page): Promise<Code> {
  await tablet.goto(GUIDE);
  await control(tablet, /^(?:QRコードを表示する|新しいQRコードを表示|続けてもう1人登録)$/).click();
  await expect(tablet.getByText('スタッフの読み取りと入力を待っています')).toBeVisible();
  return readScreen(tablet);
}

/** The code and the number that the tablet shows. */
export async function readScreen(tablet: Page): Promise<Code> {
  const number = await tablet.getByText(/^\d{3} \d{3}$/).innerText();
  return { address: await readQr(tablet, CODE_LABEL), number: number.replace(/\s/g, '') };
}

/** Fills in and sends the phone's form. */
export async function enter(phone: Page, { name, email, number }: { name: string; email: string; number: string }): Promise<void> {
  await field(phone, NAME).fill(name);
  await field(phone, EMAIL).fill(email);
  await field(phone, NUMBER).fill(number);
  await phone.getByRole('button', { name: '次へ進む', exact: true }).click();
}

/** Another number than the one on the tablet. */
export function wrongNumber({ number }: Code): string {
  return number === '000000' ? '111111' : '000000';
}
