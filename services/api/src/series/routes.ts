import { defineRoute, type Route } from '@hadir/platform';
import { found } from '../shared/found.ts';
import { assertOwnCourse, ownCourses } from '../shared/own-courses.ts';
import { courseReaders, writers } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { addSeries } from './add-series.ts';
import { changeSeries } from './change-series.ts';
import type { SeriesDeps } from './place.ts';
import { removeSeries } from './remove-series.ts';
import {
  NewSeries,
  PlacedSeries,
  RemovedSeries,
  Series,
  SeriesChange,
  SeriesQuery,
} from './series-schemas.ts';

const path = '/v1/series';
const one = `${path}/:id`;
const tags = ['series'];

export function seriesRoutes(deps: SeriesDeps): Route[] {
  return [...readRoutes(deps), ...writeRoutes(deps)];
}

function readRoutes(deps: SeriesDeps): Route[] {
  const { database } = deps;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List weekly series in the order in which they were made',
      description: 'A lecturer sees those of the courses taught.',
      tags,
      roles: courseReaders,
      schemas: { query: SeriesQuery, response: pageOf('SeriesPage', Series) },
      handle: async ({ query }, { actor }) =>
        database.series.list({ ...query, courseIds: await ownCourses(deps, actor) }),
    }),
    defineRoute({
      method: 'get',
      path: one,
      summary: 'Read a weekly series',
      tags,
      roles: courseReaders,
      schemas: { params: IdParams, response: Series },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        const series = found(await database.series.find(id), 'series');
        await assertOwnCourse(deps, actor, series.courseId);
        return series;
      },
    }),
  ];
}

function writeRoutes(deps: SeriesDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add a weekly series and make its sessions',
      description:
        'Holidays and exceptions are left out. Refused with `room-taken`, and nothing is made, while its room is taken at one of its times, unless `allowOverlap` is true.',
      tags,
      roles: writers,
      status: 201,
      schemas: { body: NewSeries, response: PlacedSeries },
      refusals: ['not-found', 'conflict', 'unprocessable'],
      handle: ({ body }, { actor }) => addSeries(deps, body, actor),
    }),
    defineRoute({
      method: 'patch',
      path: one,
      summary: 'Change a weekly series, or a day and what follows',
      description:
        'Occurrences that have begun, were moved by themselves or cancelled by hand stay as they are. The answer’s series is the new one with `followingFrom`.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: SeriesChange, response: PlacedSeries },
      refusals: ['not-found', 'conflict', 'unprocessable'],
      handle: ({ params, body }, { actor }) => changeSeries(deps, params.id, body, actor),
    }),
    defineRoute({
      method: 'delete',
      path: one,
      summary: 'Remove a weekly series and its sessions that have not begun',
      tags,
      roles: writers,
      schemas: { params: IdParams, response: RemovedSeries },
      refusals: ['not-found'],
      handle: ({ params }, { actor }) => removeSeries(deps, params.id, actor),
    }),
  ];
}
