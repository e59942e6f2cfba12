/** USEN CARTシェアアカウント一覧, and what can be done with each and with several. */

import { expireInvitation } from '../../support/links.ts';
import { mailTo, treatMailsTo } from '../../support/mailbox.ts';
import { DEMO_PASSWORD } from '../../support/settings.mjs';
import { SHARE_ACCOUNTS } from '../../support/share-list.ts';
import { deleteAccount, type Invitee, registerAccount, someEmail } from '../../support/shop.ts';
import { expect } from '../../support/test.ts';
import { linkOf } from '../mails.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

/** Has 300 share accounts. */
const MANY = { userId: 'demoparent3', password: DEMO_PASSWORD };

export const SHARE: Area = {
  name: 'share-accounts',
  title: 'Share accounts',
  screens: [
    { name: 'empty', title: 'none yet', open: (world) => openList(world) },
    { name: 'one', title: 'one', open: async (world) => openListWith(world, await world.member()) },
    { name: 'states', title: 'every state', open: (world) => openEveryState(world) },
    {
      name: 'long',
      title: 'long names and addresses',
      open: async (world) => {
        await world.lengthened();
        for (const minutesAgo of [3, 2]) {
          const invitee = await world.invited(world.names.long, { email: world.longEmail(), minutesAgo });
          await mailTo(invitee.email);
        }
        const { id } = await world.invited('W'.repeat(50), { email: world.longEmail(), minutesAgo: 4 });
        await registerAccount(world.database, id);
        await openList(world);
      },
    },
    { name: 'many', title: '300, first page', open: (world) => world.signIn(MANY, SHARE_ACCOUNTS) },
    { name: 'many-last', title: '300, last page', open: (world) => world.signIn(MANY, `${SHARE_ACCOUNTS}?page=6`) },
    { name: 'found', title: '300, found some', open: (world) => world.signIn(MANY, `${SHARE_ACCOUNTS}?q=${encodeURIComponent('001')}`) },
    { name: 'not-found', title: '300, found nobody', open: (world) => world.signIn(MANY, `${SHARE_ACCOUNTS}?q=${encodeURIComponent('居ない人')}`) },
    { name: 'none-failed', title: '300, none in a state', open: (world) => world.signIn(MANY, `${SHARE_ACCOUNTS}?status=failed`) },
    { name: 'new', title: 'adding one', open: (world) => world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/new`) },
    {
      name: 'new-empty',
      title: 'adding one, sent with nothing in it',
      open: async (world) => {
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/new`);
        await world.press('登録');
        await world.seeRefusal();
      },
    },
    {
      name: 'new-refused',
      title: 'adding one, what was wrong',
      open: async (world) => {
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/new`);
        await add(world, world.names.long.repeat(2), 'a@example.com,b@example.com');
        await world.seeRefusal();
      },
    },
    {
      name: 'new-declined',
      title: 'adding one who has declined',
      open: async (world) => {
        const invitee = await declined(world);
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/new`);
        await add(world, invitee.name, invitee.email);
        await world.see('ご本人に確認できたので、もう一度招待する');
      },
    },
    {
      name: 'new-limit',
      title: 'adding one more than there may be',
      open: async (world) => {
        await world.database.query(
          `insert into accounts (id, customer_id, kind, state, name, email, created_at)
           select gen_random_uuid(), $1, 'share', 'awaiting_registration', 'USEN ' || number, 'staff@example.com', now()
             from generate_series(1, 500) as number`,
          [world.shop.id],
        );
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/new`);
        await add(world, world.names.people[0], someEmail());
        await world.seeRefusal();
      },
    },
    {
      name: 'added',
      title: 'added',
      open: async (world) => {
        await world.member(world.names.people[1]);
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/new`);
        const email = someEmail();
        await add(world, world.names.people[0], email);
        await world.see('シェアアカウントを追加し、{email} に招待メールを送信しました。', { email });
      },
    },
    { name: 'edit-dialog', title: 'changing the name: dialog', open: (world) => openEdit(world) },
    {
      name: 'edit-refused',
      title: 'changing the name: what was wrong',
      open: async (world) => {
        await openEdit(world);
        await world.fill('ユーザー名', '');
        await world.press('OK');
        await world.seeRefusal();
      },
    },
    {
      name: 'edit-page',
      title: 'changing the name: page',
      open: async (world) => world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/${(await world.member(world.names.long)).id}/edit`),
    },
    {
      name: 'edited',
      title: 'the name is changed',
      open: async (world) => {
        await openEdit(world);
        await world.fill('ユーザー名', world.names.people[1]);
        await world.press('OK');
        await world.see('ユーザー名を変更しました。');
      },
    },
    { name: 'delete-dialog', title: 'deleting: dialog', open: async (world) => openDelete(world, world.names.people[0]) },
    { name: 'delete-dialog-long', title: 'deleting: dialog, long name', open: async (world) => openDelete(world, world.names.long) },
    {
      name: 'delete-page',
      title: 'deleting: page',
      open: async (world) => world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/${(await world.member()).id}/delete`),
    },
    {
      name: 'deleted',
      title: 'deleted',
      open: async (world) => {
        const [name] = world.names.people;
        await openDelete(world, name);
        await world.page.getByRole('dialog').getByRole('button', { name: world.say('削除'), exact: true }).click();
        await world.see('{name} を削除しました。', { name });
      },
    },
    {
      name: 'deleted-meanwhile',
      title: 'somebody else has deleted it',
      open: async (world) => {
        const { id, name } = await world.invited();
        await openList(world);
        await deleteAccount(world.database, id);
        await world.press('{name}に再送信', { name });
        await world.see('対象のシェアアカウントは、すでに削除済みです。');
      },
    },
    {
      name: 'resent',
      title: 'sent again: dialog',
      open: async (world) => {
        await resend(world, await waiting(world));
        await world.page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'resent-throttled',
      title: 'sent again too soon',
      open: async (world) => {
        const invitee = await waiting(world);
        await resend(world, invitee);
        await mailTo(invitee.email, 2);
        await world.open(SHARE_ACCOUNTS);
        await world.press('{name}に再送信', { name: invitee.name });
        await world.seeLike('続けて再送信できません。{seconds}秒後にもう一度お試しください。');
      },
    },
    {
      name: 'resend-declined',
      title: 'sending again to somebody who has declined',
      open: async (world) => {
        const { name } = await declined(world);
        await openList(world);
        await world.press('{name}に再送信', { name });
        await world.see('招待メール再送');
      },
    },
    {
      name: 'correct',
      title: 'correcting the address',
      open: async (world) => world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/${(await refused(world)).id}/address`),
    },
    {
      name: 'correct-refused',
      title: 'correcting the address, with the same',
      open: async (world) => {
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/${(await refused(world)).id}/address`);
        await world.press('訂正して送信');
        await world.seeRefusal();
      },
    },
    {
      name: 'several-none',
      title: 'several at once, nobody selected',
      open: async (world) => {
        await world.signIn(world.shop.parent, `${SHARE_ACCOUNTS}/several?deed=delete`);
        await world.see('一覧から1人以上を選択してください。');
      },
    },
    { name: 'several-resend', title: 'several at once, sending again', open: (world) => chooseSeveral(world, 'まとめて再送信') },
    { name: 'several-delete', title: 'several at once, deleting', open: (world) => chooseSeveral(world, 'まとめて削除') },
  ],
};

async function openList(world: World): Promise<void> {
  await world.signIn(world.shop.parent, SHARE_ACCOUNTS);
}

async function openListWith(world: World, { name }: { name: string }): Promise<void> {
  await openList(world);
  await world.seeText(name);
}

async function openEveryState(world: World): Promise<void> {
  const [registered, sent, late, queued, other, cafe] = world.names.people;
  await world.member(registered);
  await mailTo((await world.invited(sent, { minutesAgo: 9 })).email);
  const expired = await world.invited(late, { minutesAgo: 8 });
  await linkOf(expired);
  await expireInvitation(world.database, expired.id);
  await declined(world, other);
  await refused(world, cafe);
  const deferred = someEmail();
  await treatMailsTo(deferred, 'defer', { times: 9 });
  await world.invited(queued, { email: deferred });
  await openListWith(world, { name: queued });
  await world.seeLike('まだ送信できていません。{reason}自動で送り直しています。');
}

/** Somebody whose invitation has arrived a while ago. */
async function waiting(world: World): Promise<Invitee> {
  const invitee = await world.invited(undefined, { minutesAgo: 5 });
  await mailTo(invitee.email);
  return invitee;
}

/** Somebody who does not want to be invited. */
async function declined(world: World, name?: string): Promise<Invitee> {
  const invitee = await world.invited(name, { minutesAgo: 5 });
  const guest = await world.somebody();
  await guest.open(`${await linkOf(invitee)}/decline`);
  await guest.page.getByRole('radio', { name: world.say('この店舗に心当たりがない') }).check();
  await guest.press('辞退する');
  await guest.see('この招待は辞退されました');
  return invitee;
}

/** Somebody whose address no mail server knows. */
async function refused(world: World, name?: string): Promise<Invitee> {
  const email = someEmail();
  await treatMailsTo(email, 'refuse');
  const invitee = await world.invited(name, { email, minutesAgo: 5 });
  await expect
    .poll(async () => (await world.database.query('select state from outbox where account_id = $1', [invitee.id])).rows, { timeout: 20_000 })
    .toEqual([{ state: 'failed' }]);
  return invitee;
}

async function add(world: World, name: string, email: string): Promise<void> {
  await world.fill('ユーザー氏名', name);
  await world.fill('メールアドレス', email, 'share_accounts');
  await world.press('登録');
}

async function openEdit(world: World): Promise<void> {
  const { name } = await world.member();
  await openList(world);
  await world.press('{name}を編集', { name });
  await world.page.getByRole('dialog').waitFor();
}

async function openDelete(world: World, name: string): Promise<void> {
  await world.member(name);
  await openList(world);
  await world.press('{name}を削除', { name });
  await world.page.getByRole('dialog').waitFor();
}

async function resend(world: World, { name }: Invitee): Promise<void> {
  await openList(world);
  await world.press('{name}に再送信', { name });
  await world.see('メールを送信しました。');
}

async function chooseSeveral(world: World, deed: string): Promise<void> {
  const [one, two, three] = world.names.people;
  await world.member(three);
  for (const name of [two, one]) await mailTo((await world.invited(name, { minutesAgo: 5 })).email);
  await openListWith(world, { name: one });
  for (const name of [one, two, three]) await world.page.getByRole('checkbox', { name: world.say('{name}を選択', { name }) }).check();
  await world.press(deed);
  await world.page.waitForURL(/several/);
}
