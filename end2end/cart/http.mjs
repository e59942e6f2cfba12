// What is asked, and what is answered.

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('./pages/layout.mjs').Page} Page
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string | string[]>} [headers]
 * @property {string} [body]
 * @property {Page} [page]  instead of a body
 *
 * @typedef {object} Asked
 * @property {Request} request
 * @property {URL} url
 * @property {string} part  what the route's pattern caught of the path
 * @property {() => Promise<URLSearchParams>} form  what was sent
 *
 * @typedef {(asked: Asked) => Answer | Promise<Answer>} Handler
 * @typedef {readonly [method: 'GET' | 'POST', path: RegExp, handle: Handler]} Route
 */

const FORM_BYTES = 16 * 1024;

/** Thrown where a request cannot be understood. */
export class BadRequest extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/**
 * @param {Request} request
 * @returns {Promise<URLSearchParams>}
 */
async function readForm(request) {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') throw new BadRequest(415);
  const chunks = [];
  let size = 0;
  // Kept open, so that the refusal can be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > FORM_BYTES) throw new BadRequest(413);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/**
 * @param {Request} request
 * @param {string} ownUrl
 * @returns {Omit<Asked, 'part'>}
 */
export function asked(request, ownUrl) {
  // Put together as text: what begins with two slashes would be somebody else's address otherwise.
  const address = `${ownUrl}${request.url}`;
  if (!request.url?.startsWith('/') || !URL.canParse(address)) throw new BadRequest(400);
  /** @type {Promise<URLSearchParams> | undefined} */
  let form;
  return { request, url: new URL(address), form: () => (form ??= readForm(request)) };
}

/**
 * @param {number} status
 * @param {Page} page
 * @returns {Answer}
 */
export const html = (status, page) => ({ status, page });

/**
 * @param {'css' | 'plain'} kind
 * @param {string} body
 * @returns {Answer}
 */
export const text = (kind, body) => ({
  status: 200,
  headers: { 'Content-Type': `text/${kind}; charset=utf-8` },
  body,
});

/**
 * @param {number} status
 * @param {unknown} value
 * @returns {Answer}
 */
export const json = (status, value) => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

/**
 * @param {string} address
 * @param {string[]} cookies
 * @returns {Answer}
 */
export const redirect = (address, cookies = []) => ({
  status: 303,
  headers: { Location: address, ...(cookies.length > 0 && { 'Set-Cookie': cookies }) },
});
