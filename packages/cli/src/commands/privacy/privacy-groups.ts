import type { CommandGroup } from '../../command/define-command.ts';
import { consentDecline } from '../consent/decline.ts';
import { consentGrant } from '../consent/grant.ts';
import { consentList } from '../consent/list.ts';
import { consentNotices } from '../consent/notices.ts';
import { consentPublish } from '../consent/publish.ts';
import { consentWithdraw } from '../consent/withdraw.ts';
import { privacyErase } from './erase.ts';
import { privacyExport } from './export.ts';
import { privacyReceipt } from './receipt.ts';
import { privacyRetention } from './retention.ts';
import { privacyVerifyErasure } from './verify-erasure.ts';

export const consentGroup: CommandGroup = {
  name: 'consent',
  summary: 'Consent to be recognised',
  commands: [consentGrant, consentWithdraw, consentDecline, consentList, consentNotices, consentPublish],
};

export const privacyGroup: CommandGroup = {
  name: 'privacy',
  summary: 'What is kept of people, and how it goes',
  commands: [privacyExport, privacyErase, privacyVerifyErasure, privacyReceipt, privacyRetention],
};
