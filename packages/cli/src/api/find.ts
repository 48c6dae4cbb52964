import type { z } from 'zod';
import { CliError } from '../cli-error.ts';
import type { ApiClient, Query } from './api-client.ts';
import { keyOf } from './key-of.ts';
import { Course, Room, Student } from './models.ts';
import { readAll } from './read-all.ts';

/** People name things by number, code and name; the api by id. Case does not matter, as in the database. */
export async function findStudent(api: ApiClient, number: string): Promise<Student> {
  const found = await findIn(api, '/v1/students', Student, (each) => each.number, number, { search: number });
  return found ?? missing(`There is no student ${number}.`, 'hadir student list');
}

export async function findCourse(api: ApiClient, code: string): Promise<Course> {
  const found = await findIn(api, '/v1/courses', Course, (each) => each.code, code);
  return found ?? missing(`There is no course ${code}.`, 'hadir course list');
}

export async function findRoom(api: ApiClient, name: string): Promise<Room> {
  const found = await findIn(api, '/v1/rooms', Room, (each) => each.name, name);
  return found ?? missing(`There is no room ${name}.`, 'hadir room list');
}

/** Rows by id, each read once. */
export async function byId<Row extends z.ZodType<{ readonly id: string }>>(
  api: ApiClient,
  path: string,
  row: Row,
  ids: Iterable<string | null>,
): Promise<ReadonlyMap<string, z.output<Row>>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const rows = await Promise.all(wanted.map((id) => api.get(`${path}/${id}`, row)));
  return new Map(rows.map((each) => [each.id, each]));
}

async function findIn<Row extends z.ZodType>(
  api: ApiClient,
  path: string,
  row: Row,
  nameOf: (row: z.output<Row>) => string,
  wanted: string,
  query: Query = {},
): Promise<z.output<Row> | undefined> {
  for await (const each of readAll(api, path, row, query)) {
    if (keyOf(nameOf(each)) === keyOf(wanted)) return each;
  }
  return undefined;
}

function missing(message: string, listCommand: string): never {
  throw new CliError('not-found', message, `\`${listCommand}\` shows what there is.`);
}
