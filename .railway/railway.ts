import { defineRailway, github, preserve, project, redis, service } from 'railway/iac';

const REPOSITORY = 'your-organisation/hadir';

/** Seconds between SIGTERM and SIGKILL: a matcher finishes the frames in hand within 25 s, and then closes. */
const DRAINING_SECONDS = 35;

/**
 * The three services on Railway, with Amazon RDS for MySQL and S3 outside of it. Secrets are set once in Railway
 * (`preserve()` keeps what is there), never here. docs/deploy.md goes through it step by step.
 */
export default defineRailway((context) => {
  const production = context.isEnvironment('production');
  const queue = redis('redis');

  const common = {
    LOG_FORMAT: 'json',
    REDIS_URL: queue.env.REDIS_URL,
    DATABASE_URL: preserve(),
    DATABASE_CA: 'amazon-rds',
    RAILWAY_DEPLOYMENT_DRAINING_SECONDS: String(DRAINING_SECONDS),
  } as const;
  const storage = {
    OBJECT_STORE_URL: preserve(),
    AWS_ACCESS_KEY_ID: preserve(),
    AWS_SECRET_ACCESS_KEY: preserve(),
  } as const;
  /** Where people's copies are: the matcher makes them, and the api erases there. */
  const backups = { BACKUP_STORE_URL: preserve(), BACKUP_KEYS_URL: preserve() } as const;
  /** Signing in at the institution's own provider, where there is one. */
  const oidc = {
    OIDC_ISSUER: preserve(),
    OIDC_CLIENT_ID: preserve(),
    OIDC_CLIENT_SECRET: preserve(),
    OIDC_EMAIL_DOMAINS: preserve(),
    OIDC_ROLE_CLAIM: preserve(),
    OIDC_ROLE_MAP: preserve(),
    OIDC_CREATE_USERS: preserve(),
  } as const;
  const from = (name: string) => ({
    source: github(REPOSITORY),
    build: { builder: 'DOCKERFILE' as const, dockerfilePath: `Dockerfile.${name}` },
  });
  const deploy = {
    drainingSeconds: DRAINING_SECONDS,
    overlapSeconds: 20,
    restartPolicyType: 'ALWAYS' as const,
  };

  const api = service('api', {
    ...from('api'),
    deploy: {
      ...deploy,
      startCommand: 'node services/api/dist/main.js',
      preDeployCommand: ['node services/api/dist/migrate.js'],
      healthcheckPath: '/readyz',
      healthcheckTimeout: 60,
    },
    env: {
      ...common,
      ...storage,
      ...backups,
      DEVICE_KEY_SECRET: preserve(),
      API_SECRET: preserve(),
      PUBLIC_URL: preserve(),
      ...oidc,
      SMTP_URL: preserve(),
      MAIL_FROM: preserve(),
      CAMPUS_TIME_ZONE: 'Asia/Jakarta',
      TRUST_PROXY_HOPS: '1',
    },
  });

  const ingest = service('ingest', {
    ...from('ingest'),
    replicas: production ? 2 : 1,
    deploy: {
      ...deploy,
      startCommand: 'node services/ingest/dist/main.js',
      healthcheckPath: '/readyz',
      healthcheckTimeout: 60,
    },
    env: { ...common, DEVICE_KEY_SECRET: preserve(), METRICS_TOKEN: preserve() },
  });

  const matcher = service('matcher', {
    ...from('matcher'),
    replicas: production ? 2 : 1,
    deploy: {
      ...deploy,
      startCommand: 'node services/matcher/dist/main.js',
      healthcheckPath: '/readyz',
      healthcheckTimeout: 60,
    },
    env: {
      ...common,
      ...storage,
      ...backups,
      TEMPLATE_KEY_SECRET: preserve(),
      BACKUP_KEY_SECRET: preserve(),
      BACKUP_SCHEDULE: preserve(),
      METRICS_TOKEN: preserve(),
    },
  });

  return project('hadir', { resources: [queue, api, ingest, matcher] });
});
