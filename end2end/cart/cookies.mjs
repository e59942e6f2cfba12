/** @typedef {import('./http.mjs').Request} Request */

/**
 * Cookies that belong to this site alone: they do not tell ports apart, so their names do.
 *
 * @param {{ownUrl: string, port: number}} settings
 */
export function cookies({ ownUrl, port }) {
  const isSecure = ownUrl.startsWith('https:');
  const prefix = `${isSecure ? '__Host-' : ''}site_${port}_`;

  /**
   * @param {string} name
   * @param {string} value
   * @param {number} seconds
   */
  const set = (name, value, seconds) =>
    `${prefix}${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;

  return {
    set,

    /** @param {string} name */
    remove: (name) => set(name, '', 0),

    /**
     * The site's cookies, the oldest first, as browsers send them.
     *
     * @param {Request} request
     * @returns {Map<string, string>}
     */
    of(request) {
      const found = new Map();
      for (const pair of (request.headers.cookie ?? '').split(';')) {
        const [name = '', value = ''] = pair.trim().split('=');
        if (name.startsWith(prefix)) found.set(name.slice(prefix.length), value);
      }
      return found;
    },
  };
}
