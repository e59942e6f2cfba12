/** Who is in a picture: people at browsers, and the shop that they belong to, in the picture's language. */

import { randomBytes } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Pool } from 'pg';
import { control, field } from '../support/controls.ts';
import { type Mail, mailAbout, SUBJECT } from '../support/mailbox.ts';
import { createShareAccount, type Account, type Credentials, invite, type Invitee, type Shop } from '../support/shop.ts';
import type { Complaints } from '../support/test.ts';
import { type Language, pattern, say } from './words.ts';

const NAMES = {
  ja: {
    shop: '(株) カフェ・サンプル',
    longShop: '株式会社ユウセンコーヒーロースターズ 東京丸の内本店エスプレッソバー＆ベーカリー別館',
    people: ['有線 太郎', '有線 花子', '佐藤 次郎', 'ﾘﾝ ｼﾞｪﾆｰ', '髙橋 さくら', 'USENカフェ001'],
    long: '勘解由小路 左衛門三郎 東京丸の内本店エスプレッソバー担当アルバイトリーダー教育係（平日夜と土日祝）',
    device: 'レジ横のタブレット',
    longDevice: '二階席の奥のカウンターの右端に置いてあるレジ横の白くて大きなタブレット（予備）',
    passkey: '店長のiPhone',
  },
  en: {
    shop: 'Sample Cafe Ltd.',
    longShop: 'Yusen Coffee Roasters & Espresso Bar, Marunouchi',
    people: ['Taro Yusen', 'Hanako Yusen', 'Jiro Sato', 'Jenny Lim', 'Sakura Takahashi', 'USEN Cafe 001'],
    long: 'Maximiliane Wolfeschlegelsteinhausenbergerdorff II',
    device: 'Tablet at the till',
    longDevice: 'The large white tablet right of the till',
    passkey: "The manager's phone",
  },
} as const;

/** Somebody at a browser, who finds things by what is written on them. */
export class Visitor {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language) {
    this.page = page;
    this.language = language;
  }

  /** A text of the portal in the picture's language. */
  say(japanese: string, values: Record<string, string | number> = {}, area?: string): string {
    return say(this.language, japanese, values, area);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
  }

  field(label: string, area?: string): Locator {
    return field(this.page, this.say(label, {}, area)).filter({ visible: true });
  }

  async fill(label: string, value: string, area?: string): Promise<void> {
    await this.field(label, area).fill(value);
  }

  control(label: string, values: Record<string, string | number> = {}, area?: string): Locator {
    return control(this.page, this.say(label, values, area)).filter({ visible: true });
  }

  /** Presses a button, or a link. */
  async press(label: string, values: Record<string, string | number> = {}, area?: string): Promise<void> {
    await this.control(label, values, area).first().click();
  }

  /** Opens the menu of who is signed in. */
  async openMenu(): Promise<void> {
    await this.page.getByText(this.say('メニュー'), { exact: true }).click();
  }

  /** Waits until a text can be read. */
  async see(text: string, values: Record<string, string | number> = {}, area?: string): Promise<void> {
    await this.seeText(this.say(text, values, area));
  }

  /** The same for a text with values that do not matter. */
  async seeLike(text: string, area?: string): Promise<void> {
    await this.seeText(pattern(this.language, text, area));
  }

  /** The same for a text that is nowhere in the catalogue. */
  async seeText(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }

  /** Waits until the form was refused. */
  async seeRefusal(): Promise<void> {
    await this.see('入力内容に問題があります');
  }

  /** The newest mail of a kind to an address, in the language of this visitor. */
  async mailAbout(subject: keyof typeof SUBJECT, address: string): Promise<Mail> {
    return mailAbout(this.say(SUBJECT[subject]), address);
  }

  async sendSignIn({ userId, password }: Credentials): Promise<void> {
    await this.fill('ユーザーID', userId);
    await this.fill('パスワード', password);
    await this.press('ログイン', {}, 'sign_in');
  }

  /** Signs in, and goes on to an address. */
  async signIn(account: Credentials, path = '/'): Promise<void> {
    await this.open('/login');
    await this.sendSignIn(account);
    await this.page.waitForURL('/');
    if (path !== '/') await this.open(path);
  }
}

interface Surroundings {
  readonly page: Page;
  readonly language: Language;
  readonly shop: Shop;
  readonly database: Pool;
  readonly visitor: () => Promise<Page>;
  readonly complaints: Complaints;
}

/** The visitor of the picture, with all that they need. */
export class World extends Visitor {
  readonly shop: Shop;
  readonly database: Pool;
  readonly complaints: Complaints;
  readonly names: (typeof NAMES)[Language];
  readonly #visitor: () => Promise<Page>;

  private constructor({ page, language, shop, database, visitor, complaints }: Surroundings) {
    super(page, language);
    this.shop = shop;
    this.database = database;
    this.complaints = complaints;
    this.names = NAMES[language];
    this.#visitor = visitor;
  }

  /** A world whose shop has a name of the language, and reads its mails in it. */
  static async create(surroundings: Surroundings): Promise<World> {
    const { shop, language, database } = surroundings;
    await database.query('update accounts set language = $2 where id = $1', [shop.parent.id, language]);
    return new World({ ...surroundings, shop: await renamed(database, shop, NAMES[language].shop) });
  }

  /** The same where shop and mailbox have long names. */
  async lengthened(): Promise<Shop> {
    const email = this.longEmail();
    await this.database.query('update accounts set email = $2 where id = $1', [this.shop.parent.id, email]);
    const shop = await renamed(this.database, this.shop, this.names.longShop);
    return { ...shop, parent: { ...shop.parent, email } };
  }

  /** An address as long as they come. */
  longEmail(): string {
    return `reservations.and.customer.support.${randomBytes(4).toString('hex')}@marunouchi.yusen-coffee-roasters.example.com`;
  }

  /** Somebody else, at a browser of their own. */
  async somebody(): Promise<Visitor> {
    return new Visitor(await this.#visitor(), this.language);
  }

  /** A registered member of staff. */
  async member(name: string = this.names.people[0]): Promise<Account> {
    return createShareAccount(this.database, this.shop, name);
  }

  /** A member of staff whose invitation is on its way. */
  async invited(name: string = this.names.people[0], more: { email?: string; minutesAgo?: number } = {}): Promise<Invitee> {
    return invite(this.database, this.shop, name, { language: this.language, ...more });
  }

  /** The present state of an account, put there at once. */
  async setState(accountId: string, state: 'suspended' | 'expired'): Promise<void> {
    await this.database.query('update accounts set state = $2 where id = $1', [accountId, state]);
  }
}

async function renamed(database: Pool, shop: Shop, name: string): Promise<Shop> {
  await database.query('update customers set name = $2 where id = $1', [shop.id, name]);
  await database.query('update accounts set name = $2 where id = $1', [shop.parent.id, name]);
  return { ...shop, name, parent: { ...shop.parent, name } };
}
