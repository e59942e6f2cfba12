// A mail server that keeps what it receives, for tests: SMTP on one port, what arrived as JSON on another.
//
// SMTP_PORT     where mails are taken (default 4325)
// POSTBOX_PORT  where tests ask for them (default 4326)
//
// GET /mails?to=ADDRESS[&subject=SUBJECT&count=N&wait=MILLISECONDS]
//                                      the mails to ADDRESS, oldest first, with SUBJECT only those that have it; with
//                                      `count` it waits until there are N, and answers 408 if they don't come
// PUT /rules      {to, answer, times?, milliseconds?}  how to treat the next mails to one address:
//                 accept, refuse (550), defer (451), drop (the connection, after the mail was taken), slow
// PUT /listening  {open: boolean}                      whether the SMTP port is open at all
//
// Rules belong to one address, so that tests which run side by side do not disturb each other.

import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/**
 * @typedef {object} Mail
 * @property {string} envelopeFrom
 * @property {string[]} envelopeTo
 * @property {string} receivedAt
 * @property {boolean} acknowledged  false where the connection was dropped instead of an answer
 * @property {{name: string, line: string}[]} headerLines  as they came, in order, still folded
 * @property {string} messageId
 * @property {string} subject
 * @property {string} from
 * @property {string} to
 * @property {string} text
 * @property {string} html
 * @property {string} raw  as received, base64
 *
 * @typedef {'accept' | 'refuse' | 'defer' | 'drop' | 'slow'} Answer
 * @typedef {{answer: Answer, times: number, milliseconds: number}} Rule
 */

const SMTP_PORT = Number(process.env['SMTP_PORT'] ?? 4325);
const POSTBOX_PORT = Number(process.env['POSTBOX_PORT'] ?? 4326);
const HOST = '127.0.0.1';

/** @type {Mail[]} */
const mails = [];
/** @type {Map<string, Rule>} */
const rules = new Map();
const arrivals = new EventEmitter().setMaxListeners(0);

/**
 * The rule for an address, counted down by this use.
 *
 * @param {string} address
 * @param {Answer[]} answers
 * @returns {Rule | undefined}
 */
function useRule(address, answers) {
  const rule = rules.get(address.toLowerCase());
  if (!rule || !answers.includes(rule.answer)) return undefined;
  rule.times -= 1;
  if (rule.times <= 0) rules.delete(address.toLowerCase());
  return rule;
}

/**
 * @param {number} code
 * @param {string} message
 */
function answer(code, message) {
  return Object.assign(new Error(message), { responseCode: code });
}

/**
 * @param {Buffer} raw
 * @param {string} envelopeFrom
 * @param {string[]} envelopeTo
 * @param {boolean} acknowledged
 */
async function keep(raw, envelopeFrom, envelopeTo, acknowledged) {
  const parsed = await simpleParser(raw, { skipImageLinks: true });
  const to = Array.isArray(parsed.to) ? parsed.to : parsed.to ? [parsed.to] : [];
  mails.push({
    envelopeFrom,
    envelopeTo,
    receivedAt: new Date().toISOString(),
    acknowledged,
    headerLines: parsed.headerLines.map(({ key, line }) => ({ name: key, line })),
    messageId: parsed.messageId ?? '',
    subject: parsed.subject ?? '',
    from: parsed.from?.text ?? '',
    to: to.map(({ text }) => text).join(', '),
    text: parsed.text ?? '',
    html: parsed.html || '',
    raw: raw.toString('base64'),
  });
  arrivals.emit('mail');
}

function smtpServer() {
  const server = new SMTPServer({
    banner: 'postbox of the tests',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 200,
    logger: false,

    onRcptTo({ address }, _session, done) {
      if (useRule(address, ['refuse'])) return done(answer(550, '5.1.1 No such mailbox'));
      if (useRule(address, ['defer'])) return done(answer(451, '4.7.1 Try again later'));
      return done();
    },

    onData(stream, session, done) {
      /** @type {Buffer[]} */
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', async () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        const rule = to.map((address) => useRule(address, ['drop', 'slow'])).find(Boolean);
        try {
          if (rule?.answer === 'slow') await new Promise((resume) => setTimeout(resume, rule.milliseconds));
          await keep(Buffer.concat(chunks), from, to, rule?.answer !== 'drop');
        } catch (error) {
          return done(error instanceof Error ? error : answer(554, String(error)));
        }
        if (rule?.answer === 'drop') return hangUp(server, session.id);
        return done();
      });
    },
  });
  server.on('error', (error) => console.error(`postbox: ${error.message}`));
  return server;
}

/**
 * Ends a connection without a word. The library has no way of its own for that.
 *
 * @param {SMTPServer} server
 * @param {string} sessionId
 */
function hangUp(server, sessionId) {
  /** @type {Iterable<{session: {id: string}, _socket: import('node:net').Socket}>} */
  const connections = Reflect.get(server, 'connections');
  for (const connection of connections) {
    if (connection.session.id === sessionId) connection._socket.destroy();
  }
}

/** @type {SMTPServer | undefined} */
let smtp;

/** @param {boolean} open */
async function listen(open) {
  if (open && !smtp) {
    const opened = smtpServer();
    await new Promise((done) => opened.listen(SMTP_PORT, HOST, () => done(undefined)));
    smtp = opened;
  } else if (!open && smtp) {
    const closed = smtp;
    smtp = undefined;
    await new Promise((done) => closed.close(() => done(undefined)));
  }
}

/**
 * @param {string} address
 * @param {string | null} wanted
 * @returns {Mail[]}
 */
function mailsTo(address, wanted) {
  return mails.filter(
    ({ envelopeTo, subject }) =>
      envelopeTo.some((to) => to.toLowerCase() === address.toLowerCase()) && (wanted === null || subject === wanted),
  );
}

/**
 * @param {string} address
 * @param {string | null} subject
 * @param {number} count
 * @param {number} wait
 */
async function waitForMails(address, subject, count, wait) {
  const signal = AbortSignal.timeout(wait);
  while (mailsTo(address, subject).length < count) {
    try {
      await once(arrivals, 'mail', { signal });
    } catch {
      return undefined;
    }
  }
  return mailsTo(address, subject);
}

/** @param {import('node:http').IncomingMessage} request */
async function json(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<[number, unknown]>}
 */
async function respond(request) {
  const url = new URL(request.url ?? '/', `http://${HOST}:${POSTBOX_PORT}`);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /healthz':
      return [200, { listening: smtp !== undefined }];
    case 'GET /mails': {
      const count = Number(url.searchParams.get('count') ?? 0);
      const wait = Number(url.searchParams.get('wait') ?? 0);
      const found = await waitForMails(url.searchParams.get('to') ?? '', url.searchParams.get('subject'), count, wait);
      return found ? [200, found] : [408, { error: 'not so many mails in this time' }];
    }
    case 'PUT /rules': {
      const { to, answer, times, milliseconds } = await json(request);
      rules.set(String(to).toLowerCase(), {
        answer,
        times: times ?? Number.POSITIVE_INFINITY,
        milliseconds: milliseconds ?? 0,
      });
      return [200, {}];
    }
    case 'PUT /listening':
      await listen((await json(request)).open);
      return [200, { listening: smtp !== undefined }];
    default:
      return [404, { error: 'no such address' }];
  }
}

const api = createServer((request, response) => {
  respond(request).then(
    ([status, body]) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body)),
    (error) => response.writeHead(500).end(String(error)),
  );
});

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
await listen(true);
api.listen(POSTBOX_PORT, HOST, () => console.log(`postbox: SMTP ${HOST}:${SMTP_PORT}, mails http://${HOST}:${POSTBOX_PORT}`));
