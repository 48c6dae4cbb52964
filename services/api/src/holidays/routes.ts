import { defineRoute, type Route } from '@hadir/platform';
import type { SeriesDeps } from '../series/place.ts';
import { found } from '../shared/found.ts';
import { courseReaders, writers } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { addHoliday, changeHoliday, removeHoliday } from './change-holidays.ts';
import {
  Holiday,
  HolidayApplied,
  HolidayChange,
  HolidayQuery,
  HolidayRemoved,
  NewHoliday,
} from './holiday-schemas.ts';

const path = '/v1/holidays';
const one = `${path}/:id`;
const tags = ['holidays'];

export function holidayRoutes(deps: SeriesDeps): Route[] {
  return [...readRoutes(deps), ...writeRoutes(deps)];
}

function readRoutes({ database }: SeriesDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List holidays by their first days',
      tags,
      roles: courseReaders,
      schemas: { query: HolidayQuery, response: pageOf('HolidayPage', Holiday) },
      handle: ({ query }) => database.holidays.list(query),
    }),
    defineRoute({
      method: 'get',
      path: one,
      summary: 'Read a holiday',
      tags,
      roles: courseReaders,
      schemas: { params: IdParams, response: Holiday },
      refusals: ['not-found'],
      handle: async ({ params }) => found(await database.holidays.find(params.id), 'holiday'),
    }),
  ];
}

function writeRoutes(deps: SeriesDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add a holiday',
      description:
        'Occurrences of series that fall on it and have not begun are cancelled with its name as the reason; a single session, and an occurrence that was moved there by hand, is held all the same.',
      tags,
      roles: writers,
      status: 201,
      schemas: { body: NewHoliday, response: HolidayApplied },
      refusals: ['unprocessable'],
      handle: ({ body }, { actor }) => addHoliday(deps, body, actor),
    }),
    defineRoute({
      method: 'patch',
      path: one,
      summary: 'Change the name or the days of a holiday',
      description: 'Occurrences on days that it no longer covers are held again.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: HolidayChange, response: HolidayApplied },
      refusals: ['not-found'],
      handle: ({ params, body }, { actor }) => changeHoliday(deps, params.id, body, actor),
    }),
    defineRoute({
      method: 'delete',
      path: one,
      summary: 'Remove a holiday',
      description: 'What it cancelled and has not begun is held again.',
      tags,
      roles: writers,
      schemas: { params: IdParams, response: HolidayRemoved },
      refusals: ['not-found'],
      handle: ({ params }, { actor }) => removeHoliday(deps, params.id, actor),
    }),
  ];
}
