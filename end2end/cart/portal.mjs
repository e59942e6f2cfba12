// The cart as a client of the portal: authorization code with PKCE (RFC 6749, 7636, 9207),
// by a library that knows nothing of the portal.

import * as oauth from 'oauth4webapi';

/**
 * @typedef {object} Customer
 * @property {string} customerCode
 * @property {'parent' | 'share'} accountKind
 * @property {string} shopName
 * @property {string} displayName
 * @property {string[]} rights
 * @property {number} points
 *
 * @typedef {{state: string, verifier: string}} Attempt  what has to come back from the portal
 */

const SCOPE = 'cart';

/**
 * @param {{portalUrl: string, clientId: string, clientSecret: string, redirectUri: string}} settings
 */
export function portal({ portalUrl, clientId, clientSecret, redirectUri }) {
  /** @type {oauth.AuthorizationServer} */
  const server = {
    issuer: portalUrl,
    authorization_endpoint: `${portalUrl}/oauth/authorize`,
    token_endpoint: `${portalUrl}/oauth/token`,
    authorization_response_iss_parameter_supported: true,
  };
  const client = { client_id: clientId };
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(portalUrl).hostname);

  return {
    /** Where to send the browser, and what to keep until it comes back. */
    async begin() {
      const state = oauth.generateRandomState();
      const verifier = oauth.generateRandomCodeVerifier();
      const address = new URL(`${portalUrl}/oauth/authorize`);
      address.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).toString();
      return { address, attempt: { state, verifier } };
    },

    /**
     * Who came back. Throws where anything is not as it has to be.
     *
     * @param {URL} callback
     * @param {Attempt} attempt
     * @returns {Promise<Customer>}
     */
    async finish(callback, { state, verifier }) {
      const parameters = oauth.validateAuthResponse(server, client, callback, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.ClientSecretBasic(clientSecret),
        parameters,
        redirectUri,
        verifier,
        { [oauth.allowInsecureRequests]: loopback },
      );
      return customer(await oauth.processAuthorizationCodeResponse(server, client, response));
    },
  };
}

/**
 * @param {oauth.TokenEndpointResponse} answer
 * @returns {Customer}
 */
function customer(answer) {
  const { customer_code, account_kind, shop_name, display_name, rights, points } = answer;
  if (
    typeof customer_code !== 'string' ||
    (account_kind !== 'parent' && account_kind !== 'share') ||
    typeof shop_name !== 'string' ||
    typeof display_name !== 'string' ||
    !Array.isArray(rights) ||
    typeof points !== 'number'
  ) {
    throw new Error("The portal's answer lacks something the cart needs.");
  }
  return {
    customerCode: customer_code,
    accountKind: account_kind,
    shopName: shop_name,
    displayName: display_name,
    rights: rights.map(String),
    points,
  };
}
