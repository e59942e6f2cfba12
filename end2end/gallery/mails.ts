/** Where the mails of the gallery's people lead, whatever language they are in. */

import { linksIn, type Mail, mailTo } from '../support/mailbox.ts';

/** The link in the newest of so many mails to somebody. */
export async function linkOf({ email }: { email: string }, count = 1): Promise<string> {
  return firstLink(await mailTo(email, count));
}

/** A mail in two languages has its link in each of them. */
export function firstLink({ text }: Mail): string {
  const [link] = linksIn(text);
  if (!link) throw new Error('a mail with a link was expected');
  return link;
}
