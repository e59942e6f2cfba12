// What the site is told by its environment.

import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string} ownUrl  its own origin, as browsers see it
 * @property {string} portalUrl  the portal's origin, which is the issuer as well
 * @property {string} clientId
 * @property {{secret: string} | {key: string}} credential  the key as PKCS#8 PEM
 * @property {Site} site
 *
 * @typedef {{kind: 'cart' | 'service', name: string}} Site  a service shows who is signed in, and sells nothing
 */

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Settings}
 */
export function readSettings(environment) {
  /** @param {string} name */
  const optional = (name) => environment[name] || undefined;

  /** @param {string} name */
  function required(name, fallback = '') {
    const value = optional(name) ?? fallback;
    if (!value) throw new Error(`The setting ${name} is missing.`);
    return value;
  }

  /** @param {string} name */
  function origin(name, fallback = '') {
    const value = required(name, fallback);
    if (!URL.canParse(value) || !/^https?:/.test(value)) {
      throw new Error(`The setting ${name} must be an address, such as https://www.example.com.`);
    }
    return new URL(value).origin;
  }

  /** @returns {Settings['credential']} */
  function credential() {
    const file = optional('CLIENT_KEY_FILE');
    const key = optional('CLIENT_KEY') ?? (file && readFileSync(file, 'utf8'));
    const secret = optional('CLIENT_SECRET');
    if (key && secret) throw new Error('Only one of the settings CLIENT_SECRET and CLIENT_KEY may be there.');
    if (key && !isForES256(key)) throw new Error('The setting CLIENT_KEY must be a P-256 key as PKCS#8 PEM.');
    if (key) return { key };
    if (secret) return { secret };
    throw new Error('The setting CLIENT_SECRET is missing, or CLIENT_KEY or CLIENT_KEY_FILE instead of it.');
  }

  /** @returns {Site} */
  function site() {
    const kind = required('SITE', 'cart');
    if (kind === 'cart') return { kind, name: required('SITE_NAME', 'USEN CART') };
    if (kind === 'service') return { kind, name: required('SITE_NAME') };
    throw new Error('The setting SITE must be cart or service.');
  }

  const port = Number(required('PORT', '3001'));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('The setting PORT must be a port.');
  return {
    port,
    ownUrl: origin('CART_URL', `http://127.0.0.1:${port}`),
    portalUrl: origin('PORTAL_URL', 'http://localhost:3000'),
    clientId: required('CLIENT_ID'),
    credential: credential(),
    site: site(),
  };
}

/** @param {string} pem */
function isForES256(pem) {
  try {
    const { asymmetricKeyDetails } = createPrivateKey(pem);
    return pem.includes('BEGIN PRIVATE KEY') && asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
