/**
 * Writes what went wrong: the messages only, since the libraries' errors carry tokens along.
 *
 * @param {string} what
 * @param {unknown} error
 */
export function logFailure(what, error) {
  const parts = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) parts.push(described(cause));
  console.error(`${what}: ${parts.join('; ') || 'unknown'}`);
}

/** @param {Error & {code?: unknown, error?: unknown}} error */
function described({ message, code, error }) {
  const names = [code, error].filter((name) => typeof name === 'string');
  return names.length > 0 ? `${message} (${names.join(', ')})` : message;
}
