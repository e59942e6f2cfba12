/** CSVで一括招待. */

import { readFile } from 'node:fs/promises';
import { someEmail } from '../../support/shop.ts';
import { expect } from '../../support/test.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const ADDRESS = '/account/share/import';
const MANY = new URL('../../fixtures/staff-utf-8.csv', import.meta.url);

export const IMPORT: Area = {
  name: 'import',
  title: 'Import',
  screens: [
    { name: 'first', title: 'before', open: (world) => world.signIn(world.shop.parent, ADDRESS) },
    {
      name: 'no-file',
      title: 'sent without a file',
      open: async (world) => {
        await world.signIn(world.shop.parent, ADDRESS);
        await world.press('内容を確認する');
        await world.seeRefusal();
      },
    },
    {
      name: 'refused',
      title: 'a file that is no table',
      open: async (world) => {
        await world.signIn(world.shop.parent, ADDRESS);
        await send(world, 'PK\u0003\u0004', '名簿.xlsx');
        await world.seeRefusal();
      },
    },
    { name: 'verdicts', title: 'dry run with every kind of verdict', open: (world) => openVerdicts(world) },
    {
      name: 'many',
      title: 'dry run of 500',
      open: async (world) => {
        await world.signIn(world.shop.parent, ADDRESS);
        await send(world, await readFile(MANY), 'スタッフ名簿.csv');
        await world.see('招待内容の確認');
      },
    },
    {
      name: 'nobody',
      title: 'dry run without anybody to invite',
      open: async (world) => {
        const { name, email } = await world.member();
        await world.signIn(world.shop.parent, ADDRESS);
        await send(world, `${name},${email}`);
        await world.see('このファイルの人は、すべて追加済みです。');
      },
    },
    {
      name: 'result',
      title: 'result',
      open: async (world) => {
        await openVerdicts(world);
        await world.press('{count}件を招待する', { count: 4 });
        await world.see('招待の結果');
        await expect(world.control('最新の状態を表示', {}, 'invitation_import')).toHaveCount(0, { timeout: 30_000 });
      },
    },
    {
      name: 'recent',
      title: 'recent files',
      open: async (world) => {
        await openVerdicts(world);
        await world.press('{count}件を招待する', { count: 4 });
        await world.see('招待の結果');
        await world.open(ADDRESS);
        await send(world, `${world.names.people[0]},${someEmail()}`, `${world.names.longShop} スタッフ名簿 2026年11月 最終版（修正済み）.csv`);
        await world.see('招待内容の確認');
        await world.open(ADDRESS);
      },
    },
  ],
};

/** Chooses a file and sends it. */
async function send(world: World, content: string | Buffer, name = 'staff.csv'): Promise<void> {
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(content) };
  await world.page.getByLabel(world.say('CSVファイル')).setInputFiles(file);
  await world.press('内容を確認する');
}

async function openVerdicts(world: World): Promise<void> {
  const present = await world.member(world.names.people[5]);
  const { code } = world.shop;
  const [one, two, three, four, five] = world.names.people;
  const rows = [
    `${one},taro-${code}@example.com`,
    `${two},ｈａｎａｋｏ－${code}＠ｅｘａｍｐｌｅ．ｃｏｍ`,
    `${present.name},${present.email}`,
    `${three},jiro@example`,
    `${one},TARO-${code}@example.com`,
    `${four},taro-${code}@example.com`,
    `,nobody-${code}@example.com`,
    `${five}${'x'.repeat(50)},long-${code}@example.com`,
    `${world.names.long},${world.longEmail()}`,
  ];
  await world.signIn(world.shop.parent, ADDRESS);
  await send(world, rows.join('\r\n'));
  await world.see('招待内容の確認');
  await expect(world.page.getByRole('row').filter({ has: world.page.getByRole('cell') })).toHaveCount(rows.length);
}
