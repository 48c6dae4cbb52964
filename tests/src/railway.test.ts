import { createRailwayContext, project, type ServiceNode } from 'railway/iac';
import { expect, test } from 'vitest';
import railway from '../../.railway/railway.ts';

async function services(environment: string): Promise<Map<string, ServiceNode>> {
  const { resources = [] } = await railway(createRailwayContext({ environment }), project);
  const nodes = resources.flat().filter((node): node is ServiceNode => node.type === 'service');
  return new Map(nodes.map((node) => [node.name, node]));
}

test('when Railway evaluates the definition, then each service drains, is checked and starts with node', async () => {
  const all = await services('production');
  expect([...all.keys()].sort()).toEqual(['api', 'ingest', 'matcher']);
  for (const [name, { deploy, build }] of all) {
    expect(deploy?.drainingSeconds).toBeGreaterThan(25);
    expect(deploy?.healthcheckPath).toBe('/readyz');
    expect(deploy?.startCommand).toBe(`node services/${name}/dist/main.js`);
    expect(build?.dockerfilePath).toBe(`Dockerfile.${name}`);
  }
});

test('when Railway deploys the api, then the migration runs before it', async () => {
  const api = (await services('production')).get('api');
  expect(api?.deploy?.preDeployCommand).toEqual(['node services/api/dist/migrate.js']);
});

test('when the definition is read, then no secret stands in it', async () => {
  for (const { variables } of (await services('production')).values()) {
    for (const name of ['DATABASE_URL', 'OBJECT_STORE_URL', 'DEVICE_KEY_SECRET', 'TEMPLATE_KEY_SECRET']) {
      const variable = variables?.[name];
      if (variable) expect(variable).toEqual({ type: 'preserve' });
    }
  }
});

test('when it is not production, then one replica of each is enough', async () => {
  const production = (await services('production')).get('matcher');
  const staging = (await services('staging')).get('matcher');
  expect(production?.deploy?.numReplicas).toBe(2);
  expect(staging?.deploy?.numReplicas ?? 1).toBe(1);
});
