import { Shelf } from './shelf.mjs';

/**
 * @typedef {import('./http.mjs').Request} Request
 * @typedef {import('./members.mjs').Session} Session
 */

const COOKIE = 'session';
const SECONDS = 12 * 60 * 60;
/** As long as a sign-in may be on its way. */
const ENDED_SECONDS = 10 * 60;

/**
 * @param {ReturnType<typeof import('./cookies.mjs').cookies>} cookies
 * @param {Pick<ReturnType<typeof import('./members.mjs').members>, 'look'>} members
 */
export function sessions(cookies, members) {
  /** @type {Shelf<Session>} */
  const shelf = new Shelf(SECONDS);
  /** @type {Shelf<number>} */
  const ended = new Shelf(ENDED_SECONDS);

  /** @param {Request} request */
  const nameIn = (request) => cookies.of(request).get(COOKIE);

  return {
    /** What takes the browser's session away. */
    removal: () => cookies.remove(COOKIE),

    /**
     * A new session, instead of one that the browser may have had; its cookie.
     *
     * @param {Request} request
     * @param {Session} session
     * @param {number} since  when the sign-in began
     */
    begin(request, session, since) {
      // The portal's word may have come before the code was redeemed.
      if ((ended.look(session.sid) ?? 0) > since) throw new Error('The session is over already.');
      shelf.take(nameIn(request));
      return cookies.set(COOKIE, shelf.put(session), SECONDS);
    },

    /**
     * The session as the portal knows it now.
     *
     * @param {Request} request
     * @returns {Promise<Session | 'none' | 'over'>}
     */
    async visit(request) {
      const name = nameIn(request);
      const session = shelf.look(name);
      if (!session) return 'none';
      const lasts = await members.look(session);
      if (!lasts) shelf.take(name);
      return shelf.look(name) ?? 'over';
    },

    /** @param {Request} request */
    end: (request) => shelf.take(nameIn(request)),

    /**
     * One session of the portal's, or all of a person.
     *
     * @param {{sid: string | undefined, sub: string | undefined}} whose
     */
    endAll({ sid, sub }) {
      if (sid) ended.put(Date.now(), sid);
      shelf.clear((session) => (!sid || session.sid === sid) && (!sub || session.sub === sub));
    },
  };
}
