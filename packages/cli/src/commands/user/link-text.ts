import type { PasswordLink } from '../../api/user-models.ts';
import type { CampusTime } from '../../campus-time.ts';

/** How a link by which a password is set is handed on. */
export function linkText({ token, url, expiresAt, isMailed }: PasswordLink, time: CampusTime): string {
  const mailed = isMailed ? 'It was mailed to the user. ' : 'Hand it to the user yourself. ';
  const how = url ?? `hadir user set-password ${token}`;
  return `${mailed}It sets a password once, until ${time.dateTime(expiresAt)}:\n  ${how}`;
}
