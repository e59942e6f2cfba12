// The portal, as its discovery document describes it, and how the site proves to it which client it is.

import { importPKCS8 } from 'jose';
import * as client from 'openid-client';

/** @typedef {import('./settings.mjs').Settings} Settings */
/** @typedef {ReturnType<typeof portal>} Portal */

const TIMEOUT_SECONDS = 5;

/** @param {Pick<Settings, 'portalUrl' | 'clientId' | 'credential'>} settings */
export function portal({ portalUrl, clientId, credential }) {
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(portalUrl).hostname);

  async function discover() {
    const configuration = await client.discovery(
      new URL(portalUrl),
      clientId,
      { id_token_signed_response_alg: 'ES256' },
      'key' in credential
        ? client.PrivateKeyJwt(await importPKCS8(credential.key, 'ES256'))
        : client.ClientSecretBasic(credential.secret),
      { timeout: TIMEOUT_SECONDS, ...(isLoopback && { execute: [client.allowInsecureRequests] }) },
    );
    client.enableNonRepudiationChecks(configuration);
    return configuration;
  }

  /** @type {Promise<client.Configuration> | undefined} */
  let discovered;

  return {
    issuer: portalUrl,
    clientId,

    /** Asked for when it is needed first, and again until the portal has answered. */
    configuration() {
      discovered ??= discover().catch((error) => {
        discovered = undefined;
        throw error;
      });
      return discovered;
    },
  };
}
