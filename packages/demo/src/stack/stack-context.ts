import type { KeptRunning } from '@hadir/local-stack';
import type { Closers } from '../closers.ts';
import type { Screen } from '../screen.ts';
import type { StackPorts } from './stack-ports.ts';
import type { StackSecrets } from './stack-secrets.ts';

export type StackOptions = {
  /** Absolute. Exists, and is ours alone. */
  readonly dataDir: string;
  /** Of this process; the services inherit it, so that their settings can be given. */
  readonly env: NodeJS.ProcessEnv;
  readonly ports: StackPorts;
  readonly screen: Screen;
  readonly closers: Closers;
  /** The data is thrown away afterwards: quickness before durability. */
  readonly temporary?: boolean;
};

export type StackContext = StackOptions & {
  readonly secrets: StackSecrets;
  readonly objectStoreUrl: string;
  readonly campusTimeZone: string;
  /** Filled while they start; stopped together. */
  readonly services: KeptRunning[];
};
