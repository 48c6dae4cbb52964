import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './columns.ts';

export type Room = { readonly id: string; readonly name: string; readonly createdAt: Date };

export const roomTable = new EntitySchema<Room>({
  name: 'Room',
  tableName: 'rooms',
  columns: { id: uuid('id', primary), name: text('name', 120), createdAt: moment('created_at') },
});
