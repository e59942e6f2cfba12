/** Screens of a portal of their own: of one that breaks, or that is set up in another way. */

import { type Installation, withInstallation } from '../support/installation.ts';
import { DEMO_PASSWORD } from '../support/settings.mjs';
import type { World } from './world.ts';

const PARENT = { userId: 'demoparent', password: DEMO_PASSWORD };

/** Brings something about there, signed in; the page stays on the screen when that portal has ended. */
export async function onAnotherPortal(
  world: World,
  bringAbout: (installation: Installation) => Promise<void>,
  settings: NodeJS.ProcessEnv = {},
): Promise<void> {
  // pages that keep themselves up to date ask in vain then
  world.complaints.expect(/ERR_CONNECTION_REFUSED/);
  const use = async (installation: Installation) => {
    // the connections of the gallery are cut with those of the portal
    installation.database.on('error', () => undefined);
    await world.open(`${installation.portalUrl}/login`);
    await world.sendSignIn(PARENT);
    await world.page.waitForURL(`${installation.portalUrl}/`);
    await bringAbout(installation);
    await world.page.waitForLoadState('networkidle');
  };
  await withInstallation(world.database, use, settings);
}
