import { cpSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * An addon: `recipe` are the files whose change means another binary, `stage(dir, openCv)` lays out a folder that node-gyp can
 * build, `target` is where the package looks for the binary.
 */
export function findAddons(root) {
  return [openCvBinding(root), flannIndex(root)];
}

/** The folders of the binding's sources that compile to something with the modules that its recipe switches on. */
const BINDING_FOLDERS = [
  '.',
  'core',
  'imgproc',
  'calib3d',
  'io',
  'objdetect',
  'dnn',
  'features2d',
  'features2d/detectors',
  'xfeatures2d',
];

function openCvBinding(root) {
  const recipeDir = join(root, 'packages/vision/opencv-binding');
  // The real place: pnpm links packages, and the binding's own dependencies lie beside the real folder.
  const home = realpathSync(join(root, 'packages/vision/node_modules/opencv4nodejs'));
  const manifest = join(home, 'package.json');
  const sources = BINDING_FOLDERS.flatMap((folder) =>
    readdirSync(join(home, 'cc', folder))
      .filter((file) => file.endsWith('.cc'))
      .map((file) => join('cc', folder, file)),
  );
  return {
    name: 'opencv4nodejs',
    version: JSON.parse(readFileSync(manifest, 'utf8')).version,
    recipe: filesUnder(recipeDir),
    fileCount: sources.length + 1,
    target: join(home, 'build/Release/opencv4nodejs.node'),
    stage(dir, openCv) {
      // A copy, because pnpm's node_modules share their files with the store.
      cpSync(join(home, 'cc'), join(dir, 'cc'), { recursive: true });
      cpSync(recipeDir, dir, { recursive: true });
      const nan = dirname(createRequire(manifest).resolve('nan/package.json'));
      writeSettings(dir, openCv, { binding_sources: sources, nan_include: nan });
    },
  };
}

function flannIndex(root) {
  const home = join(root, 'packages/flann-index');
  const manifest = createRequire(join(home, 'package.json')).resolve('node-addon-api/package.json');
  const sources = filesUnder(join(home, 'native'));
  return {
    name: 'flann_index',
    version: `napi-${JSON.parse(readFileSync(manifest, 'utf8')).version}`,
    recipe: sources,
    fileCount: sources.filter((file) => file.endsWith('.cc')).length,
    target: join(home, 'build/Release/flann_index.node'),
    stage(dir, openCv) {
      cpSync(join(home, 'native'), dir, { recursive: true });
      writeSettings(dir, openCv, { node_addon_api_include: dirname(manifest) });
    },
  };
}

function writeSettings(dir, openCv, variables) {
  const settings = { ...variables, opencv_include: openCv.includeDir, opencv_lib_flags: openCv.libFlags };
  writeFileSync(join(dir, 'settings.gypi'), JSON.stringify({ variables: settings }));
}

function filesUnder(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
