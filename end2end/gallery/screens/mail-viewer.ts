/** The mail viewer of the demonstration, which is in Japanese. */

import { expect } from '../../support/test.ts';
import { mailTo } from '../../support/mailbox.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

const ADDRESS = '/dev/mail';

export const MAIL_VIEWER: Area = {
  name: 'mail-viewer',
  title: 'Mail viewer',
  screens: [
    { name: 'list', title: 'list', languages: ['ja'], open: (world) => openList(world) },
    {
      name: 'mail',
      title: 'a mail',
      languages: ['ja'],
      open: async (world) => {
        await openList(world);
        await world.page.getByRole('main').getByRole('listitem').getByRole('link').first().click();
        await expect(world.page.getByRole('article')).toBeVisible();
      },
    },
  ],
};

async function openList(world: World): Promise<void> {
  await mailTo((await world.invited()).email);
  await world.open(ADDRESS);
}
