import { resolve } from 'node:path';
import { readOptions } from './read-options.mjs';

export const checkHelp = `Usage: npm run demo:check -- [options]

Runs the whole stack on free ports with temporary data, enrols people, posts frames of them and of strangers as a camera
does, waits until all are decided, and counts the marks. Ends with 1 if a mark is wrong, missing or double.

Options:
  --json           print { frames, accepted, marks, expectedMarks, wrongMarks, strangerMarks, duplicateMarks, p50Ms, p95Ms }
  --faces DIR      use the photos of DIR: known/<person>/*, strangers/* and protocol.json
                   (default: the group photos of an npm package)
  --help           show this
`;

/** What checkDemo takes, from the command line. */
export function parseCheckOptions(args) {
  const values = readOptions(args, {
    json: { type: 'boolean', default: false },
    faces: { type: 'string' },
  });
  return {
    help: values.help === true,
    json: values.json,
    facesDir: values.faces === undefined ? undefined : resolve(values.faces),
  };
}
