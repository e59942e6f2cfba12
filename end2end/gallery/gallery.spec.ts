/** A test for each screen, mail and language: brings it about, takes its pictures, and finds nothing wrong. */

import { expect, test } from '../support/test.ts';
import { type ScreenRecord, writeRecord } from './records.ts';
import { AREAS } from './screens/all.ts';
import { LETTERS } from './screens/mails.ts';
import { shootMail } from './shoot-mail.ts';
import { shoot, shootPrint } from './shoot.ts';
import { World } from './world.ts';

for (const language of ['ja', 'en'] as const) {
  test.describe(language, () => {
    test.use({ locale: language, viewport: { width: 390, height: 844 } });

    for (const { name: area, title, screens } of AREAS) {
      for (const { name, title: state, languages = [language], onPaper = false, open } of screens) {
        if (!languages.includes(language)) continue;
        test(`${title}: ${state} (${area}/${name})`, async ({ page, shop, database, visitor, complaints }) => {
          // pages of failures are screens as well
          complaints.expect(/server responded with a status of [45]\d\d/);
          const world = await World.create({ page, language, shop, database, visitor, complaints });
          const shown = (await open(world)) ?? page;
          await check(await (onPaper ? shootPrint : shoot)(shown, { area, name, language }));
        });
      }
    }

    for (const { name, title, receive } of LETTERS) {
      test(`Mails: ${title} (mails/${name})`, async ({ page, shop, database, visitor, complaints }) => {
        complaints.expect(/server responded with a status of 410/);
        const world = await World.create({ page, language, shop, database, visitor, complaints });
        await check(await shootMail(page, await receive(world), { area: 'mails', name, language }));
      });
    }
  });
}

async function check(record: ScreenRecord): Promise<void> {
  await writeRecord(record);
  expect(record.findings).toEqual([]);
}
