import type { CommandGroup } from '../../command/define-command.ts';
import { firmwareKeygen } from './keygen.ts';
import { firmwareList } from './list.ts';
import { firmwarePublish } from './publish.ts';
import { firmwareRollout } from './rollout.ts';
import { firmwareStatus } from './status.ts';
import { firmwareWithdraw } from './withdraw.ts';

export const firmwareGroup: CommandGroup = {
  name: 'firmware',
  summary: 'What cameras run, and its updates',
  commands: [
    firmwareKeygen,
    firmwarePublish,
    firmwareRollout,
    firmwareStatus,
    firmwareList,
    firmwareWithdraw,
  ],
};
