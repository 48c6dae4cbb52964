import { z } from 'zod';
import { argument, defineCommand } from '../../command/define-command.ts';
import { Delivery } from './models.ts';

const id = argument('<id>', 'as `hadir notify failed` shows it', z.uuid('must be the id of a message'));
const path = (delivery: string, verb: string): string => `/v1/notifications/deliveries/${delivery}/${verb}`;

export const notifyRetry = defineCommand({
  name: 'retry',
  summary: 'Try a message that was given up anew.',
  examples: ['018f2c1e-0000-7000-8000-000000000001'],
  input: { id },
  async run({ id: delivery }, { api }) {
    const tried = await api.send({ method: 'POST', path: path(delivery, 'retry') }, Delivery);
    return { json: tried, text: 'It is tried again now.' };
  },
});

export const notifyDismiss = defineCommand({
  name: 'dismiss',
  summary: 'Take a message off the list of those that were given up.',
  examples: ['018f2c1e-0000-7000-8000-000000000001'],
  input: { id },
  async run({ id: delivery }, { api }) {
    const dismissed = await api.send({ method: 'POST', path: path(delivery, 'dismiss') }, Delivery);
    return { json: dismissed, text: 'It is off the list.' };
  },
});
