import type { CommandGroup } from '../../command/define-command.ts';
import { deviceAdd } from './add.ts';
import { deviceConfigure } from './configure.ts';
import { deviceHealth } from './health.ts';
import { deviceList } from './list.ts';
import { deviceProvision } from './provision.ts';
import { deviceRevoke } from './revoke.ts';
import { deviceRotateKey } from './rotate-key.ts';

export const deviceGroup: CommandGroup = {
  name: 'device',
  summary: 'Cameras',
  commands: [
    deviceAdd,
    deviceProvision,
    deviceConfigure,
    deviceList,
    deviceHealth,
    deviceRevoke,
    deviceRotateKey,
  ],
};
