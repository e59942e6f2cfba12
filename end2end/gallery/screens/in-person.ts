/** Registering in person: the parent's screen and the phone of the member of staff. */

import type { Page } from '@playwright/test';
import { GUIDE } from '../../support/in-person.ts';
import { expireCodes } from '../../support/links.ts';
import { PORTAL_URL } from '../../support/settings.mjs';

import { PASSWORD, someEmail, someUserId } from '../../support/shop.ts';
import { firstLink } from '../mails.ts';
import type { Visitor, World } from '../world.ts';
import type { Area } from './screen.ts';

interface Code {
  readonly address: string;
  readonly number: string;
}

export const IN_PERSON: Area = {
  name: 'in-person',
  title: 'In person',
  screens: [
    { name: 'screen', title: 'screen: before', open: (world) => world.signIn(world.shop.parent, GUIDE) },
    { name: 'screen-code', title: 'screen: waits with a code', open: (world) => showCode(world).then(() => undefined) },
    {
      name: 'screen-wrong',
      title: 'screen: a wrong number was entered',
      open: async (world) => {
        const code = await showCode(world);
        await enter(await openPhone(world, code), { ...code, number: wrongNumber(code) });
        await world.open(GUIDE);
      },
    },
    {
      name: 'screen-ended',
      title: 'screen: too many wrong numbers',
      open: async (world) => {
        const code = await showCode(world);
        await enterWrongly(await openPhone(world, code), code, 5);
        await world.open(GUIDE);
      },
    },
    { name: 'screen-entered', title: 'screen: somebody registers', open: (world) => openEntered(world, world.names.people[1]) },
    { name: 'screen-entered-long', title: 'screen: somebody with a long name registers', open: (world) => openEntered(world, world.names.long) },
    {
      name: 'screen-done',
      title: 'screen: done',
      open: async (world) => {
        await register(world);
        await world.open(GUIDE);
      },
    },
    {
      name: 'screen-expired',
      title: 'screen: the code has expired',
      open: async (world) => {
        await showCode(world);
        await expireCodes(world.database, world.shop.id);
        await world.open(GUIDE);
      },
    },
    {
      name: 'screen-stopped',
      title: 'screen: stopped',
      open: async (world) => {
        await showCode(world);
        await world.press('中止する');
        await world.see('登録を中止しました。');
      },
    },
    { name: 'phone', title: 'phone: form', open: (world) => onPhone(world, async () => undefined) },
    { name: 'phone-empty', title: 'phone: sent with nothing in it', open: (world) => onPhone(world, (phone) => phone.press('次へ進む')) },
    {
      name: 'phone-wrong',
      title: 'phone: wrong number',
      open: (world) => onPhone(world, (phone, code) => enter(phone, { ...code, number: wrongNumber(code) })),
    },
    { name: 'phone-ended', title: 'phone: too many wrong numbers', open: (world) => onPhone(world, (phone, code) => enterWrongly(phone, code, 5)) },
    {
      name: 'phone-other',
      title: 'phone: signed in as somebody else',
      open: (world) =>
        onPhone(world, async (phone, code) => {
          await phone.signIn(await world.member(), code.address);
        }),
    },
    {
      name: 'phone-expired',
      title: 'phone: the code has expired (410)',
      open: (world) =>
        onPhone(world, async (phone, code) => {
          await expireCodes(world.database, world.shop.id);
          await phone.open(code.address);
        }),
    },
    {
      name: 'phone-used',
      title: 'phone: the code was used by somebody else (410)',
      open: (world) =>
        onPhone(world, async (phone, code) => {
          await enter(await openPhone(world, code), code);
          await phone.open(code.address);
        }),
    },
    {
      name: 'phone-stopped',
      title: 'phone: stopped (410)',
      open: (world) =>
        onPhone(world, async (phone, code) => {
          await world.press('中止する');
          await world.see('登録を中止しました。');
          await phone.open(code.address);
        }),
    },
    { name: 'phone-step-1', title: 'phone: step 1', open: (world) => onPhone(world, (phone, code) => enter(phone, code)) },
    { name: 'phone-step-3', title: 'phone: step 3', open: async (world) => (await register(world)).phone.page },
    {
      name: 'address',
      title: 'the address has to be confirmed',
      open: async (world) => {
        const { phone } = await register(world);
        await phone.press('メールアドレスの確認へ');
        await phone.see('メールアドレスの確認', {}, 'address_confirmation');
        return phone.page;
      },
    },
    {
      name: 'address-link',
      title: 'the link in the mail',
      open: async (world) => {
        const guest = await world.somebody();
        await guest.open(await linkOfConfirmation(await register(world)));
        return guest.page;
      },
    },
    {
      name: 'address-link-refused',
      title: 'the link in the mail, wrong user ID',
      open: async (world) => {
        const guest = await world.somebody();
        await guest.open(await linkOfConfirmation(await register(world)));
        await guest.fill('ユーザーID', someUserId());
        await guest.press('メールアドレスを確認する');
        await guest.seeRefusal();
        return guest.page;
      },
    },
    {
      name: 'address-confirmed',
      title: 'the address is confirmed',
      open: async (world) => {
        const registered = await register(world);
        const guest = await world.somebody();
        await guest.open(await linkOfConfirmation(registered));
        await guest.fill('ユーザーID', registered.userId);
        await guest.press('メールアドレスを確認する');
        await guest.see('メールアドレスを確認しました');
        return guest.page;
      },
    },
    { name: 'address-gone', title: 'the link in the mail is gone (410)', open: (world) => world.open(`/email/confirm/${'A'.repeat(43)}`) },
  ],
};

/** Turns the parent's screen to a code. */
async function showCode(world: World): Promise<Code> {
  await world.signIn(world.shop.parent, GUIDE);
  await world.press('QRコードを表示する');
  await world.see('スタッフの読み取りと入力を待っています');
  const address = await world.page.getByText(`${PORTAL_URL}/in-person/`).innerText();
  const number = await world.page.getByText(/^\d{3} \d{3}$/).innerText();
  return { address, number: number.replace(/\s/g, '') };
}

async function openPhone(world: World, { address }: Code): Promise<Visitor> {
  const phone = await world.somebody();
  await phone.open(address);
  return phone;
}

/** Does something on a phone that has read the code. */
async function onPhone(world: World, act: (phone: Visitor, code: Code) => Promise<void>): Promise<Page> {
  const code = await showCode(world);
  const phone = await openPhone(world, code);
  await act(phone, code);
  return phone.page;
}

/** Fills in and sends the phone's form. */
async function enter(phone: Visitor, { number }: Code, { name, email = someEmail() }: { name?: string; email?: string } = {}): Promise<void> {
  await phone.fill('ユーザー氏名', name ?? (phone.language === 'ja' ? '有線 花子' : 'Hanako Yusen'));
  await phone.fill('メールアドレス', email, 'share_accounts');
  await phone.fill('確認番号', number, 'in_person');
  await phone.press('次へ進む');
  await phone.page.waitForLoadState('networkidle');
}

async function enterWrongly(phone: Visitor, code: Code, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await enter(phone, { ...code, number: wrongNumber(code) });
}

function wrongNumber({ number }: Code): string {
  return number === '000000' ? '111111' : '000000';
}

async function openEntered(world: World, name: string): Promise<void> {
  const code = await showCode(world);
  await enter(await openPhone(world, code), code, { name, email: name === world.names.long ? world.longEmail() : someEmail() });
  await world.open(GUIDE);
}

export interface Registered {
  readonly phone: Visitor;
  readonly email: string;
  readonly userId: string;
}

/** Goes all the way on a phone. */
export async function register(world: World): Promise<Registered> {
  const code = await showCode(world);
  const phone = await openPhone(world, code);
  const [email, userId] = [someEmail(), someUserId()];
  await enter(phone, code, { email });
  await phone.fill('お好きなユーザーIDを登録してください', userId);
  await phone.fill('パスワードを入力してください', PASSWORD);
  await phone.fill('パスワードを入力してください(確認)', PASSWORD);
  await phone.press('確認する');
  await phone.press('確定する');
  await phone.see('ユーザーIDとパスワードの登録が完了しました。');
  return { phone, email, userId };
}

async function linkOfConfirmation({ phone, email }: Registered): Promise<string> {
  return firstLink(await phone.mailAbout('addressConfirmation', email));
}
