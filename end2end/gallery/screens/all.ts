/** Every area of the gallery, in the order in which a designer goes through them. */

import { ACCOUNT } from './account.ts';
import { FAILURES } from './failures.ts';
import { HAND_OFF } from './hand-off.ts';
import { HELP } from './help.ts';
import { HOME } from './home.ts';
import { IMPORT } from './import.ts';
import { IN_PERSON } from './in-person.ts';
import { MAIL_VIEWER } from './mail-viewer.ts';
import { MAILED_LINKS } from './mailed-links.ts';
import { POINTS } from './points.ts';
import { PRINT } from './print.ts';
import { RECOVERY } from './recovery.ts';
import { REGISTRATION } from './registration.ts';
import type { Area } from './screen.ts';
import { SECURITY } from './security.ts';
import { SHARED_DEVICE } from './shared-device.ts';
import { SHARE } from './share-accounts.ts';
import { SIGN_IN } from './sign-in.ts';

export const AREAS: readonly Area[] = [
  SIGN_IN,
  SHARED_DEVICE,
  REGISTRATION,
  RECOVERY,
  MAILED_LINKS,
  HOME,
  ACCOUNT,
  SHARE,
  SECURITY,
  POINTS,
  IN_PERSON,
  IMPORT,
  HAND_OFF,
  HELP,
  FAILURES,
  PRINT,
  MAIL_VIEWER,
];
