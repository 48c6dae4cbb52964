import { DeviceId } from '@hadir/contracts';
import { UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag } from '../../command/fields.ts';
import { settingsFields } from './settings/settings-fields.ts';
import { DeviceSettingsAnswer, deviceSettingsText } from './settings/settings-text.ts';

export const deviceConfigure = defineCommand({
  name: 'configure',
  summary: 'Set a camera with the Hadir firmware from afar, or show what is set.',
  details:
    'What is not named stays as it is, and the word default takes one back. The camera has it with the answer to its next frame. Without options it shows what is set. A camera rests when no session is open in its room, at most for --max-rest: keep that shorter than how soon a session begun by hand must be noticed.',
  examples: [
    'cam-a101',
    'cam-a101 --quality 10 --lamp schedule --lamp-from 17:30 --lamp-to 06:00',
    'cam-a101 --exposure -1 --gate default',
    'cam-a101 --reset',
  ],
  input: {
    id: argument('<id>', "the device's id", DeviceId),
    ...settingsFields,
    reset: option('--reset', 'take everything back to its default', flag),
  },
  async run({ id, reset, ...given }, { api }) {
    const path = `/v1/devices/${id}/settings`;
    const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const isChange = Object.keys(change).length > 0;
    if (reset && isChange) {
      throw new UsageError('--reset takes everything back.', 'Give it alone, or `--OPTION default`.');
    }
    const nothing = Object.fromEntries(Object.keys(settingsFields).map((name) => [name, null]));
    const body = reset ? nothing : change;
    const settings =
      reset || isChange
        ? await api.send({ method: 'PATCH', path, body }, DeviceSettingsAnswer)
        : await api.get(path, DeviceSettingsAnswer);
    return { json: settings, text: deviceSettingsText(settings) };
  },
});
