/** The mail viewer of the demonstration, which is in Japanese; it is there where mails go nowhere else. */

import { SHARE_ACCOUNTS } from '../../support/share-list.ts';
import { someEmail } from '../../support/shop.ts';
import { expect } from '../../support/test.ts';
import { onAnotherPortal } from '../another-portal.ts';
import type { World } from '../world.ts';
import type { Area } from './screen.ts';

export const MAIL_VIEWER: Area = {
  name: 'mail-viewer',
  title: 'Mail viewer',
  screens: [
    { name: 'list', title: 'list', languages: ['ja'], open: (world) => openViewer(world) },
    {
      name: 'mail',
      title: 'a mail',
      languages: ['ja'],
      open: (world) =>
        openViewer(world, async () => {
          await mails(world).first().click();
          await expect(world.page.getByRole('article')).toBeVisible();
        }),
    },
  ],
};

const mails = ({ page }: World) => page.getByRole('main').getByRole('listitem').getByRole('link');

/** Invites somebody, and looks where the mail is. */
async function openViewer(world: World, goOn: () => Promise<void> = async () => undefined): Promise<void> {
  await onAnotherPortal(
    world,
    async ({ portalUrl }) => {
      const email = someEmail();
      await world.open(`${portalUrl}${SHARE_ACCOUNTS}/new`);
      await world.fill('ユーザー氏名', world.names.people[0]);
      await world.fill('メールアドレス', email, 'share_accounts');
      await world.press('登録');
      await world.see('シェアアカウントを追加し、{email} に招待メールを送信しました。', { email });
      await expect(async () => {
        await world.open(`${portalUrl}/dev/mail`);
        await expect(mails(world).first()).toBeVisible({ timeout: 500 });
      }).toPass();
      await goOn();
    },
    { PORTAL_SMTP_URL: '' },
  );
}
