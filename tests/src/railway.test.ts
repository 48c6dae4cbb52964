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
    const secret = Object.keys(variables ?? {}).filter((name) => /SECRET|TOKEN|_URL$/.test(name));
    expect(secret).toContain('DATABASE_URL');
    for (const name of secret.filter((each) => each !== 'REDIS_URL')) {
      expect(variables?.[name]).toEqual({ type: 'preserve' });
    }
  }
});

test('when variables are set by hand in Railway, then the definition keeps them', async () => {
  const all = await services('production');
  const kept = (name: string) =>
    Object.entries(all.get(name)?.variables ?? {}).flatMap(([variable, value]) =>
      typeof value === 'object' && value.type === 'preserve' ? [variable] : [],
    );
  const where = ['BACKUP_STORE_URL', 'BACKUP_KEYS_URL'];
  expect(kept('api')).toEqual(expect.arrayContaining(where));
  expect(kept('matcher')).toEqual(
    expect.arrayContaining([...where, 'BACKUP_KEY_SECRET', 'BACKUP_SCHEDULE', 'METRICS_TOKEN']),
  );
  expect(kept('ingest')).toContain('METRICS_TOKEN');
  const mail = ['PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM'];
  const oidc = [
    'ISSUER',
    'CLIENT_ID',
    'CLIENT_SECRET',
    'EMAIL_DOMAINS',
    'ROLE_CLAIM',
    'ROLE_MAP',
    'CREATE_USERS',
  ];
  expect(kept('api')).toEqual(expect.arrayContaining([...mail, ...oidc.map((name) => `OIDC_${name}`)]));
});

test('when it is not production, then one replica of each is enough', async () => {
  const production = (await services('production')).get('matcher');
  const staging = (await services('staging')).get('matcher');
  expect(production?.deploy?.numReplicas).toBe(2);
  expect(staging?.deploy?.numReplicas ?? 1).toBe(1);
});
