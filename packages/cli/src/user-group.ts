import type { CommandGroup } from './command/define-command.ts';
import { userAdd } from './commands/user/add.ts';
import { userChange } from './commands/user/change.ts';
import {
  userDisable,
  userInvite,
  userRemove,
  userResetPassword,
  userSessions,
  userSetPassword,
  userTotpReset,
  userUnlink,
} from './commands/user/deeds.ts';
import { userList } from './commands/user/list.ts';

export const userGroup: CommandGroup = {
  name: 'user',
  summary: 'Who signs in',
  commands: [
    userAdd,
    userList,
    userChange,
    userDisable,
    userRemove,
    userInvite,
    userResetPassword,
    userTotpReset,
    userUnlink,
    userSessions,
    userSetPassword,
  ],
};
