// Makes the key that a service proves itself with: `key.pem` for the service, `keys.json` for the portal.
//
// node keys.mjs FOLDER

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Makes the two files, unless they are there.
 *
 * @param {string} folder
 */
export function makeKeys(folder) {
  const files = { privateKey: join(folder, 'key.pem'), publicKeys: join(folder, 'keys.json') };
  if (existsSync(files.privateKey) && existsSync(files.publicKeys)) return files;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.privateKey, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  writeFileSync(files.publicKeys, JSON.stringify({ keys: [{ ...jwk, alg: 'ES256', use: 'sig' }] }));
  return files;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  if (!argv[2]) throw new Error('usage: node keys.mjs FOLDER');
  makeKeys(argv[2]);
}
