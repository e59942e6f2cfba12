// The ways in and out: the site's own, the portal's, and the portal's word behind the browser's back.

import { BadRequest, html, json, redirect } from './http.mjs';
import { logFailure } from './log.mjs';
import { BadLogoutToken } from './logout-token.mjs';
import { isDenied } from './members.mjs';
import { denied, failed, signedOut, unreachable } from './pages/sign-in.mjs';
import { Shelf } from './shelf.mjs';

/**
 * @typedef {import('./http.mjs').Answer} Answer
 * @typedef {import('./http.mjs').Asked} Asked
 * @typedef {import('./http.mjs').Request} Request
 * @typedef {import('./http.mjs').Route} Route
 * @typedef {import('./members.mjs').Attempt} Attempt
 *
 * @typedef {object} Parts
 * @property {import('./settings.mjs').Settings} settings
 * @property {ReturnType<typeof import('./cookies.mjs').cookies>} cookies
 * @property {ReturnType<typeof import('./members.mjs').members>} members
 * @property {ReturnType<typeof import('./sessions.mjs').sessions>} sessions
 * @property {ReturnType<typeof import('./logout-token.mjs').logoutTokens>} logoutTokens
 */

const ATTEMPT_SECONDS = 10 * 60;
/** Tabs of a browser that may be on their way at once. */
const ATTEMPTS = 5;
const FAREWELL_SECONDS = 10 * 60;

/** @param {string | null} state */
const attemptCookie = (state) => `sign_in_${(state ?? '').slice(0, 12)}`;

/**
 * @param {Parts} parts
 * @returns {readonly Route[]}
 */
export function signInRoutes({ settings, cookies, members, sessions, logoutTokens }) {
  const { ownUrl, portalUrl, site } = settings;
  /** @type {Shelf<Attempt>} */
  const attempts = new Shelf(ATTEMPT_SECONDS);
  /** @type {Shelf<true>} */
  const farewells = new Shelf(FAREWELL_SECONDS);

  /**
   * A path of this site; what leads elsewhere is not followed.
   *
   * @param {string | null} address
   */
  function ownPath(address) {
    if (!address || !URL.canParse(address, ownUrl)) return '/';
    const { origin, pathname, search } = new URL(address, ownUrl);
    return origin === ownUrl ? `${pathname}${search}` : '/';
  }

  /**
   * @param {Request} request
   * @param {string} wanted
   * @param {string | null} [hint]
   */
  async function begin(request, wanted, hint) {
    let started;
    try {
      started = await members.begin(wanted, hint);
    } catch (error) {
      logFailure('sign-in', error);
      return html(503, unreachable(wanted));
    }
    const { address, attempt } = started;
    const earlier = [...cookies.of(request).keys()].filter((name) => name.startsWith(attemptCookie(null)));
    const forgotten = earlier.slice(0, -(ATTEMPTS - 1)).map(cookies.remove);
    const cookie = cookies.set(attemptCookie(attempt.state), attempts.put(attempt), ATTEMPT_SECONDS);
    return redirect(address.href, [...forgotten, cookie]);
  }

  /**
   * A sign-in that somebody else starts (OpenID Connect Core 1.0, section 4).
   *
   * @param {Request} request
   * @param {URLSearchParams} told
   */
  function initiate(request, told) {
    if (told.get('iss') !== portalUrl) return html(400, failed());
    return begin(request, ownPath(told.get('target_link_uri')), told.get('login_hint'));
  }

  /** @param {Asked} asked */
  async function callback({ request, url }) {
    const cookie = attemptCookie(url.searchParams.get('state'));
    const attempt = attempts.take(cookies.of(request).get(cookie));
    if (!attempt) return html(400, failed());
    const used = cookies.remove(cookie);
    try {
      const session = sessions.begin(request, await members.finish(url, attempt), attempt.since);
      return redirect(`${ownUrl}${attempt.wanted}`, [session, used]);
    } catch (error) {
      logFailure('sign-in', error);
      const answer = isDenied(error) ? html(403, denied(site, portalUrl)) : html(400, failed(attempt.wanted));
      return { ...answer, headers: { 'Set-Cookie': used } };
    }
  }

  /** @param {Asked} asked */
  async function signOut({ request }) {
    if (request.headers.origin !== ownUrl) throw new BadRequest(403);
    const session = sessions.end(request);
    let address = '/signed-out';
    try {
      if (session) address = (await members.farewell(session, farewells.put(true))).href;
    } catch (error) {
      logFailure('sign-out', error);
    }
    return redirect(address, [sessions.removal()]);
  }

  /**
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  async function backchannelLogout({ form }) {
    try {
      sessions.endAll(await logoutTokens.verify((await form()).get('logout_token') ?? ''));
      return { status: 200 };
    } catch (error) {
      if (error instanceof BadRequest) throw error;
      logFailure('back-channel logout', error);
      if (error instanceof BadLogoutToken) return json(400, { error: 'invalid_request' });
      return json(503, { error: 'temporarily_unavailable' });
    }
  }

  return [
    ['GET', /^\/sign-in$/, ({ request, url }) => begin(request, ownPath(url.searchParams.get('to')))],
    ['GET', /^\/login$/, ({ request, url }) => initiate(request, url.searchParams)],
    ['POST', /^\/login$/, async ({ request, form }) => initiate(request, await form())],
    ['GET', /^\/callback$/, callback],
    ['POST', /^\/sign-out$/, signOut],
    [
      'GET',
      /^\/signed-out$/,
      ({ url }) => html(200, signedOut(site, farewells.look(url.searchParams.get('state')) ?? false)),
    ],
    ['POST', /^\/backchannel-logout$/, backchannelLogout],
  ];
}
