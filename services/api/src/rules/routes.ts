import { siteSettingsOf } from '@hadir/contracts';
import { DEFAULT_RULE, mergeRules } from '@hadir/domain';
import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { admins, courseReaders, writers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { changeCampusRule, changeCourseRule } from './change-rule.ts';
import { courseOverride, effectiveRule } from './effective-rule.ts';
import { previewRule } from './preview-rule.ts';
import {
  CampusRule,
  ChangedCampusRule,
  ChangedCourseRule,
  CourseRule,
  PreviewQuery,
  RuleApplication,
  RuleChange,
  RulePreview,
  RuleProposal,
} from './rule-schemas.ts';
import { everyCourse, oneCourse } from './rule-source.ts';

type Deps = Pick<ApiDeps, 'database' | 'timeZone' | 'log'>;

const campusPath = '/v1/rules';
const coursePath = '/v1/courses/:id/rule';
const tags = ['rules'];
const effect =
  'Sessions that have not begun take it, unless they have a rule of their own. Closed ones keep theirs unless `applyToPast` is true; preview it first.';

export function ruleRoutes(deps: Deps): Route[] {
  return [...campusRoutes(deps), ...courseRoutes(deps), applicationRoute(deps)];
}

function campusRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: campusPath,
      summary: "Read the campus's attendance rule",
      tags,
      roles: courseReaders,
      schemas: { response: CampusRule },
      handle: async () => {
        const { attendance: own } = siteSettingsOf(await deps.database.siteSettings.read());
        return { own, effective: mergeRules(DEFAULT_RULE, own) };
      },
    }),
    defineRoute({
      method: 'put',
      path: campusPath,
      summary: "Set the campus's attendance rule",
      description: effect,
      tags,
      roles: admins,
      schemas: { body: RuleChange, response: ChangedCampusRule },
      refusals: ['conflict'],
      handle: ({ body }, { actor }) => changeCampusRule(deps, body, actor),
    }),
    defineRoute({
      method: 'post',
      path: `${campusPath}/preview`,
      summary: 'Say what another rule of the campus would change',
      tags,
      roles: writers,
      schemas: { query: PreviewQuery, body: RuleProposal, response: RulePreview },
      refusals: ['bad-request'],
      handle: ({ query, body: { rule, since } }) => previewRule(deps, everyCourse(deps, rule), since, query),
    }),
  ];
}

function courseRoutes(deps: Deps): Route[] {
  const course = async (id: string) => found(await deps.database.courses.find(id), 'course');
  return [
    defineRoute({
      method: 'get',
      path: coursePath,
      summary: "Read a course's attendance rule",
      tags,
      roles: courseReaders,
      schemas: { params: IdParams, response: CourseRule },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        await course(id);
        await assertOwnCourse(deps, actor, id);
        return {
          courseId: id,
          own: await courseOverride(deps, id),
          effective: await effectiveRule(deps, id),
        };
      },
    }),
    defineRoute({
      method: 'put',
      path: coursePath,
      summary: "Set a course's attendance rule",
      description: effect,
      tags,
      roles: writers,
      schemas: { params: IdParams, body: RuleChange, response: ChangedCourseRule },
      refusals: ['not-found'],
      handle: async ({ params: { id }, body }, { actor }) => ({
        courseId: id,
        ...(await changeCourseRule(deps, await course(id), body, actor)),
      }),
    }),
    defineRoute({
      method: 'post',
      path: `${coursePath}/preview`,
      summary: 'Say what another rule of a course would change',
      tags,
      roles: writers,
      schemas: { params: IdParams, query: PreviewQuery, body: RuleProposal, response: RulePreview },
      refusals: ['not-found', 'bad-request'],
      handle: async ({ params: { id }, query, body: { rule, since } }) =>
        previewRule(deps, oneCourse(deps, await course(id), rule), since, query),
    }),
  ];
}

function applicationRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: `${campusPath}/applications/:id`,
    summary: 'Read how far the judging of past sessions by a new rule has come',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: RuleApplication },
    refusals: ['not-found'],
    handle: async ({ params: { id } }) =>
      found(await database.ruleChanges.applications.find(id), 'application of a rule'),
  });
}
