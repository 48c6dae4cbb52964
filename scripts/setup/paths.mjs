import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const STATE_DIR = `${ROOT}/.hadir`;
export const LOG_DIR = `${STATE_DIR}/logs`;
