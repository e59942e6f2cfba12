/** From the portal to the other sites, and back. */

import type { Area } from './screen.ts';

export const HAND_OFF: Area = {
  name: 'hand-off',
  title: 'Hand-off',
  screens: [
    { name: 'services', title: 'SSO連携サービス', open: (world) => world.signIn(world.shop.parent, '/services') },
    { name: 'services-denied', title: 'SSO連携サービス, for a share account (403)', open: async (world) => world.signIn(await world.member(), '/services') },
    { name: 'logout', title: 'signing out, asked by a site', open: (world) => world.signIn(world.shop.parent, '/oauth/logout') },
    { name: 'logout-guest', title: 'signing out, asked by a site, not signed in', open: (world) => world.open('/oauth/logout') },
    {
      name: 'bad-request',
      title: 'a site that is not known asks for a sign-in',
      open: (world) => world.open('/oauth/authorize?client_id=unknown&response_type=code'),
    },
    {
      name: 'bad-request-member',
      title: 'the same, signed in',
      open: (world) => world.signIn(world.shop.parent, '/oauth/authorize?client_id=unknown&response_type=code'),
    },
  ],
};
