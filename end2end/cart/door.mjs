// Pages for who is signed in.

import { BadRequest, html, redirect } from './http.mjs';
import { welcome } from './pages/sign-in.mjs';

/**
 * @typedef {import('./http.mjs').Answer} Answer
 * @typedef {import('./http.mjs').Asked} Asked
 * @typedef {import('./http.mjs').Handler} Handler
 * @typedef {import('./http.mjs').Page} Page
 * @typedef {import('./members.mjs').Session} Session
 */

/** @param {Pick<import('./sign-in.mjs').Parts, 'settings' | 'sessions'>} parts */
export function door({ settings: { ownUrl, site }, sessions }) {
  /** @param {string} wanted */
  const expired = (wanted) => redirect(`/?${new URLSearchParams({ expired: '', to: wanted })}`, [sessions.removal()]);

  return {
    /**
     * The first page, which bids others welcome.
     *
     * @param {(session: Session) => Page} top
     * @returns {Handler}
     */
    top: (top) => async ({ request, url }) => {
      const session = await sessions.visit(request);
      if (session === 'over') return expired('/');
      if (session !== 'none') return html(200, top(session));
      const told = url.searchParams;
      return html(200, welcome(site, { isExpired: told.has('expired'), wanted: told.get('to') ?? '/' }));
    },

    /**
     * A page that others see after they have signed in.
     *
     * @param {(asked: Asked, session: Session) => Answer | Promise<Answer>} handle
     * @returns {Handler}
     */
    page: (handle) => async (asked) => {
      const { pathname, search } = asked.url;
      const session = await sessions.visit(asked.request);
      if (session === 'over') return expired(`${pathname}${search}`);
      if (session === 'none') return redirect(`/sign-in?${new URLSearchParams({ to: `${pathname}${search}` })}`);
      return handle(asked, session);
    },

    /**
     * Something done on a page of this site, which others find again after they have signed in.
     *
     * @param {(asked: Asked) => string | Promise<string>} pageOf
     * @param {(asked: Asked, session: Session) => Answer | Promise<Answer>} handle
     * @returns {Handler}
     */
    deed: (pageOf, handle) => async (asked) => {
      if (asked.request.headers.origin !== ownUrl) throw new BadRequest(403);
      const page = await pageOf(asked);
      const session = await sessions.visit(asked.request);
      return typeof session === 'string' ? expired(page) : handle(asked, session);
    },
  };
}
