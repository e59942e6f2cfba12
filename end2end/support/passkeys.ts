/** An authenticator as phones have one built in, for browsers of the tests. */

import { expect, type Page } from '@playwright/test';
import { field } from './controls.ts';

export interface Authenticator {
  /** Whether the person shows finger, face or code when asked. */
  confirms(yes: boolean): Promise<void>;
  /** Whether somebody is there at all; who is not leaves the browser waiting. */
  isThere(yes: boolean): Promise<void>;
}

/** Gives the page's browser an authenticator; somebody is there, and confirms. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    confirms: async (isUserVerified) => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    isThere: async (enabled) => {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
  };
}

/** On セキュリティ: adds a passkey, and waits for its line. */
export async function addPasskey(page: Page, name: string): Promise<void> {
  await field(page, 'パスキーの名前').fill(name);
  await page.getByRole('button', { name: 'パスキーを追加する', exact: true }).click();
  await expect(page.getByText(`パスキー「${name}」を追加しました。`)).toBeVisible();
}
