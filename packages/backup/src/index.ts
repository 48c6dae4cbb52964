export { type BackUpDeps, type BackUpOptions, type BackUpResult, backUp } from './back-up.ts';
export { listManifests } from './manifest.ts';
export { type RestoreDeps, type RestoreOptions, type RestoreResult, restore } from './restore.ts';
