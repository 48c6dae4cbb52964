import { pageOf, Room } from '../../api/models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const roomList = defineCommand({
  name: 'list',
  summary: 'List rooms by name.',
  examples: ['', '--json'],
  input: pageFields,
  async run(page, context) {
    return listResult(
      context,
      await context.api.get('/v1/rooms', pageOf(Room), page),
      [
        { title: 'name', value: ({ name }: Room) => name, flexible: true },
        { title: 'id', value: ({ id }: Room) => id },
      ],
      'There are no rooms. Add one: hadir room add NAME',
    );
  },
});
