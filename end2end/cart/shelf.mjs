import { randomBytes } from 'node:crypto';

/** An unguessable name. */
export const randomName = () => randomBytes(32).toString('base64url');

/**
 * Values by name, each for a limited time; when there are too many, the oldest go.
 *
 * @template Value
 */
export class Shelf {
  /** @type {Map<string, {value: Value, until: number}>} */
  #places = new Map();
  #seconds;
  #limit;

  /** @param {number} seconds */
  constructor(seconds, limit = 10_000) {
    this.#seconds = seconds;
    this.#limit = limit;
  }

  /** @param {Value} value */
  put(value, name = randomName()) {
    const now = Date.now();
    // All stay equally long, so the first ones are the oldest.
    for (const [oldest, { until }] of this.#places) {
      if (until > now && this.#places.size < this.#limit) break;
      this.#places.delete(oldest);
    }
    this.#places.delete(name);
    this.#places.set(name, { value, until: now + this.#seconds * 1000 });
    return name;
  }

  /** @param {string | null | undefined} name */
  look(name) {
    const place = this.#places.get(name ?? '');
    return place && place.until > Date.now() ? place.value : undefined;
  }

  /** @param {string | null | undefined} name */
  take(name) {
    const value = this.look(name);
    this.#places.delete(name ?? '');
    return value;
  }

  /** @param {(value: Value) => boolean} isMeant */
  clear(isMeant) {
    for (const [name, { value }] of this.#places) if (isMeant(value)) this.#places.delete(name);
  }
}
