import type { Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { channelRoutes } from './channel-routes.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import { createOutlets } from './outlets/create-outlets.ts';
import { subscriptionRoutes } from './subscription-routes.ts';

export function notificationRoutes(deps: Pick<ApiDeps, 'database' | 'secrets' | 'outlets'>): Route[] {
  const { outlets = createOutlets() } = deps;
  return [...channelRoutes({ ...deps, outlets }), ...subscriptionRoutes(deps), ...deliveryRoutes(deps)];
}
