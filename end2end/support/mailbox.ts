/** The mails that really arrived, as an SMTP server and a parser from elsewhere understood them. */

import { PORTAL_URL, POSTBOX_URL } from './settings.mjs';

/** As `postbox/server.mjs` tells it. */
export interface Mail {
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
  readonly acknowledged: boolean;
  readonly headerLines: readonly { readonly name: string; readonly line: string }[];
  readonly messageId: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;
}

/** A mail that could not be handed over is tried again after some ten seconds, so this is longer. */
const PATIENCE = 30_000;

/** The subjects of mails. */
export const SUBJECT = {
  invitation: '【USEN MEMBERS】会員登録のご案内（ご招待）',
  reset: '【USEN MEMBERS】パスワード再設定のご案内',
  passwordChanged: '【USEN MEMBERS】パスワードを変更しました',
  userIdChanged: '【USEN MEMBERS】ユーザーIDを変更しました',
  reminder: '【USEN MEMBERS】ユーザーIDのお知らせ',
  emailConfirmation: '【USEN MEMBERS】メールアドレス変更のご確認',
  emailRequested: '【USEN MEMBERS】メールアドレス変更のお申し込みがありました',
  emailChanged: '【USEN MEMBERS】メールアドレスを変更しました',
  emailRestored: '【USEN MEMBERS】メールアドレスを元に戻しました',
  addressConfirmation: '【USEN MEMBERS】メールアドレスのご確認',
  newDevice: '【USEN MEMBERS】新しい端末からのログインがありました',
  passkeyAdded: '【USEN MEMBERS】パスキーを追加しました',
  passkeyRemoved: '【USEN MEMBERS】パスキーを削除しました',
} as const;

/** All mails to an address, as soon as there are so many; with a subject only those that have it. */
export async function mailsTo(address: string, count = 1, subject?: string): Promise<Mail[]> {
  const query = new URLSearchParams({ to: address, count: String(count), wait: String(PATIENCE) });
  if (subject) query.set('subject', subject);
  const response = await fetch(`${POSTBOX_URL}/mails?${query}`);
  if (!response.ok) throw new Error(`${address} got fewer than ${count} mails within ${PATIENCE / 1000} s`);
  return (await response.json()) as Mail[];
}

/** The newest mail to an address, as soon as there are so many. */
export async function mailTo(address: string, count = 1): Promise<Mail> {
  const mail = (await mailsTo(address, count)).at(-1);
  if (!mail) throw new Error(`no mail to ${address}`);
  return mail;
}

/** The newest mail with this subject to an address, as soon as there are so many of them. */
export async function mailAbout(subject: string, address: string, count = 1): Promise<Mail> {
  const mail = (await mailsTo(address, count, subject)).at(-1);
  if (!mail) throw new Error(`no mail to ${address}`);
  return mail;
}

/** The one link of a mail. */
export function linkIn({ text }: Mail): string {
  const links = linksIn(text);
  if (links.length !== 1) throw new Error(`one link was expected, not ${links.length}`);
  return links[0]!;
}

/** The number that stands in a mail for its reader. */
export function numberIn({ text }: Mail): string {
  const number = /^確認番号：(\d{4})$/m.exec(text)?.[1];
  if (!number) throw new Error('a mail with a number was expected');
  return number;
}

/** The addresses of the portal in a mail's text. */
export function linksIn(text: string): string[] {
  return text.match(/https?:\/\/[^\s<>"]+/g)?.filter((link) => link.startsWith(PORTAL_URL)) ?? [];
}

/** The link of the invitation that an address got, as soon as there are so many mails. */
export async function invitationLink(address: string, count = 1): Promise<string> {
  return linkIn(await mailAbout(SUBJECT.invitation, address, count));
}

/** How the mail server treats the next mails to an address. */
export async function treatMailsTo(
  to: string,
  answer: 'accept' | 'refuse' | 'defer' | 'drop' | 'slow',
  more: { times?: number; milliseconds?: number } = {},
): Promise<void> {
  await put('/rules', { to, answer, ...more });
}

/** Whether the mail server can be reached at all. */
export async function mailServerIs(state: 'up' | 'down'): Promise<void> {
  await put('/listening', { open: state === 'up' });
}

async function put(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${POSTBOX_URL}${path}`, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the postbox answered ${response.status}`);
}
