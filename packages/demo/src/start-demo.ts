import { join } from 'node:path';
import { createApiClient } from './api-client.ts';
import { type DemoClass, openDemoClass } from './class/demo-class.ts';
import { followOutcomes } from './class/follow-outcomes.ts';
import { type Closers, createClosers } from './closers.ts';
import { describeError } from './demo-error.ts';
import { createDemoCamera, doorPlaylist } from './live/demo-camera.ts';
import { createFrameTimes } from './live/frame-times.ts';
import { createLiveLines } from './live/live-lines.ts';
import { groupPhotoCast } from './people/group-photo-cast.ts';
import { createScreen, type Screen } from './screen.ts';
import { takeDataFolder } from './stack/data-folder.ts';
import { type FirstAdministrator, firstAdministrator } from './stack/first-administrator.ts';
import { checkPortsAreFree, portsFrom } from './stack/stack-ports.ts';
import { usesOwnServers } from './stack/start-servers.ts';
import { type Stack, startStack } from './stack/start-stack.ts';
import { aborted, stopSignal } from './stop-signal.ts';

export type StartOptions = {
  /** Absolute. */
  readonly dataDir: string;
  /** Create the demo class and run the simulated camera. */
  readonly demo: boolean;
  readonly matchers: number;
  readonly portBase: number;
  readonly env: NodeJS.ProcessEnv;
};

/** Runs everything until it is told to stop. Answers the exit code. */
export async function startDemo(options: StartOptions): Promise<number> {
  const screen = createScreen(process.stdout);
  const complain = (error: unknown): void => screen.line(`\n${describeError(error)}`);
  const closers = createClosers(complain);
  const stop = stopSignal();
  const running = run(options, { screen, closers, stop });
  try {
    await Promise.race([running, aborted(stop)]);
    return 0;
  } catch (error) {
    complain(error);
    return 1;
  } finally {
    screen.line(stop.aborted ? '\nStopping …' : '');
    // What was under way fails once its servers are gone; nobody waits for it any more.
    running.catch(() => undefined);
    await closers.closeAll();
    if (stop.aborted) screen.line('Stopped. The data is kept.');
  }
}

type Run = { readonly screen: Screen; readonly closers: Closers; readonly stop: AbortSignal };

async function run(options: StartOptions, { screen, closers, stop }: Run): Promise<void> {
  const { dataDir, env } = options;
  closers.add(takeDataFolder(dataDir));
  const ports = portsFrom(options.portBase, options.matchers);
  await checkPortsAreFree(ports, usesOwnServers(env));
  const stack = await startStack({ dataDir, env, ports, screen, closers });
  const admin = await firstAdministrator(createApiClient(stack.apiUrl, stack.secrets.adminKey));
  if (!options.demo) {
    describeStack(screen, stack, { dataDir, admin });
    return aborted(stop);
  }
  await runDemoClass({ screen, closers, stop }, stack, { dataDir, admin });
}

type Known = { readonly dataDir: string; readonly admin: FirstAdministrator | undefined };

async function runDemoClass({ screen, closers, stop }: Run, stack: Stack, known: Known): Promise<void> {
  const { dataDir } = known;
  const cast = await groupPhotoCast();
  const demoClass = await screen.step(
    `Demo class of ${cast.known.length} people, enrolled with consent`,
    () =>
      openDemoClass({
        api: createApiClient(stack.apiUrl, stack.secrets.adminKey),
        people: cast.known,
        deviceKeyFile: join(dataDir, 'demo-device-key'),
        onRejected: ({ name }, reasons) =>
          screen.line(`! ${name} could not be enrolled: ${reasons.join(', ')}`),
      }),
  );
  describeStack(screen, stack, known, demoClass);
  const lines = createLiveLines({
    screen,
    nameOf: (id) => demoClass.nameOfId.get(id),
    timeZone: stack.campusTimeZone,
  });
  const times = createFrameTimes(demoClass.deviceId, lines.show);
  closers.add(await followOutcomes(stack.redisUrl, times.decided));
  lines.heading();
  const camera = createDemoCamera({
    ingestUrl: stack.ingestUrl,
    demoClass,
    playlist: doorPlaylist(cast),
    framesPerSecond: 2,
    repeat: true,
    seed: 'demo',
    onFrame: times.posted,
  });
  await camera.run(stop);
}

function describeStack(screen: Screen, stack: Stack, { dataDir, admin }: Known, demoClass?: DemoClass): void {
  const { apiUrl, ingestUrl, secrets } = stack;
  const path = demoClass ? `/v1/sessions/${demoClass.sessionId}/attendance` : '/v1/sessions';
  const lines = [
    '',
    'Hadir runs. Ctrl-C stops all of it.',
    ...(demoClass
      ? [`  attendance of this session   npm run hadir -- session show ${demoClass.sessionId} --watch`]
      : []),
    `  the same through the api     curl -H 'Authorization: Bearer ${secrets.viewerKey}' ${apiUrl}${path}`,
    `  what else the api can do     ${apiUrl}/docs`,
    ...(admin
      ? [`  ${admin.email} sets a password   npm run -s hadir -- user set-password ${admin.token} < FILE`]
      : []),
    `  cameras post their frames to ${ingestUrl}/v1/frames`,
    `  data, secrets and logs       ${dataDir}`,
    '',
  ];
  for (const line of lines) screen.line(line);
}
