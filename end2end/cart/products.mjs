/**
 * @typedef {object} Product
 * @property {string} id
 * @property {string} shape  a drawing on a square of 24 by 24
 * @property {string} name
 * @property {number} price  in yen, with tax
 * @property {number} was  the price before the sale
 */

/** @type {readonly Product[]} */
export const PRODUCTS = [
  {
    id: 'coffee',
    shape: 'M5 9h11v5a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5zM16 10h2a2 2 0 0 1 0 5h-2M8 6V4M12 6V4',
    name: 'ドリップコーヒー 業務用 1kg',
    price: 1980,
    was: 2680,
  },
  {
    id: 'napkins',
    shape: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
    name: 'ペーパーナプキン 10,000枚',
    price: 2450,
    was: 3200,
  },
  {
    id: 'sanitizer',
    shape: 'M9 9h6l2 3v8H7v-8zM10 9V6h4v3M14 6h3',
    name: 'アルコール除菌スプレー 5L',
    price: 2180,
    was: 2980,
  },
  {
    id: 'cups',
    shape: 'M6 8h12l-1.5 12h-9zM5 5h14v3H5zM7 13h10',
    name: 'テイクアウトカップ 500個',
    price: 3300,
    was: 4150,
  },
];

/** @param {string | null} id */
export const findProduct = (id) => PRODUCTS.find((product) => product.id === id);
