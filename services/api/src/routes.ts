import type { Route } from '@hadir/platform';
import { apiKeyRoutes } from './api-keys/routes.ts';
import { atRiskRoutes } from './at-risk/routes.ts';
import { attendanceRoutes } from './attendance/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { calendarRoutes } from './calendars/routes.ts';
import { checkInRoutes } from './check-in/routes.ts';
import { closingRoutes } from './closing/routes.ts';
import { conflictRoutes } from './conflicts/routes.ts';
import { consentRoutes } from './consents/routes.ts';
import { correctionRoutes } from './corrections/routes.ts';
import { courseRoutes } from './courses/routes.ts';
import { deviceHealthRoutes } from './devices/health-routes.ts';
import { ownDeviceRoutes } from './devices/own-device-routes.ts';
import { deviceRoutes } from './devices/routes.ts';
import { deviceSettingsRoutes } from './devices/settings-routes.ts';
import { disputeRoutes } from './disputes/routes.ts';
import { enrolmentRoutes } from './enrolments/routes.ts';
import { excuseRoutes } from './excuses/routes.ts';
import { exportRoutes } from './export/routes.ts';
import { expressionRoutes } from './expression/routes.ts';
import { firmwareRoutes } from './firmware/routes.ts';
import { holidayRoutes } from './holidays/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { linkRoutes } from './links/routes.ts';
import { liveRoutes } from './live/routes.ts';
import { lookAlikeRoutes } from './look-alikes/routes.ts';
import { notificationRoutes } from './notifications/routes.ts';
import { oidcRoutes } from './oidc/routes.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { retentionRoutes } from './retention/routes.ts';
import { reviewRoutes } from './reviews/routes.ts';
import { roomRoutes } from './rooms/routes.ts';
import { ruleRoutes } from './rules/routes.ts';
import { semesterRoutes } from './semesters/routes.ts';
import { seriesRoutes } from './series/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { settingsRoutes } from './settings/routes.ts';
import { withDatabaseErrors } from './shared/database-errors.ts';
import type { ApiDeps } from './shared/deps.ts';
import { sightingRoutes } from './sightings/routes.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { studentRoutes } from './students/routes.ts';
import { ownUserRoutes } from './users/own-routes.ts';
import { userRoutes } from './users/routes.ts';

/** Every route that the document describes. */
export function apiRoutes(deps: ApiDeps): Route[] {
  const routes: Route[] = withDatabaseErrors([
    ...studentRoutes(deps),
    ...linkRoutes(deps),
    ...consentRoutes(deps),
    ...checkInRoutes(deps),
    ...enrolmentRoutes(deps),
    ...courseRoutes(deps),
    ...semesterRoutes(deps),
    ...roomRoutes(deps),
    ...holidayRoutes(deps),
    ...calendarRoutes(deps),
    ...conflictRoutes(deps),
    ...seriesRoutes(deps),
    ...sessionRoutes(deps),
    ...closingRoutes(deps),
    ...ruleRoutes(deps),
    ...excuseRoutes(deps),
    ...atRiskRoutes(deps),
    ...attendanceRoutes(deps),
    ...sightingRoutes(deps),
    ...correctionRoutes(deps),
    ...reviewRoutes(deps),
    ...disputeRoutes(deps),
    ...expressionRoutes(deps),
    ...importRoutes(deps),
    ...lookAlikeRoutes(deps),
    ...reportRoutes(deps),
    ...deviceRoutes(deps),
    ...deviceHealthRoutes(deps),
    ...firmwareRoutes(deps),
    ...deviceSettingsRoutes(deps),
    ...liveRoutes(deps),
    ...auditRoutes(deps),
    ...signInRoutes(deps),
    ...oidcRoutes(deps),
    ...ownUserRoutes(deps),
    ...userRoutes(deps),
    ...apiKeyRoutes(deps, () => routes),
    ...ownDeviceRoutes(deps),
    ...retentionRoutes(deps),
    ...privacyRoutes(deps),
    ...exportRoutes(deps),
    ...notificationRoutes(deps),
    ...settingsRoutes(deps),
  ]);
  return routes;
}
