import { openDatabase } from '../../settings/open-database.ts';
import { openEngine } from '../../settings/open-engine.ts';
import { type Check, type Finding, failed, ok, skipped } from './check.ts';

const REINDEX = 'Run `hadir reindex`, before matchers run with these networks.';

/** Whoever has templates of another engine or model alone is not recognised, and nothing fails for it. */
export const checkTemplates: Check = {
  name: 'Templates',
  fix: REINDEX,
  run: (context) =>
    whereReadable(async () => {
      const { name, parts } = await openEngine(context, context.settings.faceEngine);
      const { reindexing } = await openDatabase(context);
      const lacking = await reindexing.count('photo', parts);
      if (lacking === 0) return ok(`every enrolled photo has those of ${name}`);
      return failed(`${lacking} enrolled photos have none of ${name}: nobody is recognised by them`, REINDEX);
    }),
};

const SEE =
  'Run `node scripts/setup/fetch-models.mjs`, or ask for less with `hadir settings set livenessMode=advisory`.';

/** Without landmarks neither a blink nor a turn of the head is seen. */
export const checkLiveness: Check = {
  name: 'Signs of life',
  fix: SEE,
  run: (context) =>
    whereReadable(async () => {
      const { siteSettingsOf } = await import('@hadir/contracts');
      const { findModels } = await import('@hadir/vision');
      const { siteSettings } = await openDatabase(context);
      const { livenessMode } = siteSettingsOf(await siteSettings.read());
      const { detect, landmarks } = await findModels({ modelsDir: context.settings.modelsDir });
      if (livenessMode !== 'enforce' || (detect && landmarks))
        return ok(`the site's mode is ${livenessMode}`);
      return failed(
        'the site asks for them (enforce) and the face networks are missing: nobody is marked',
        SEE,
      );
    }),
};

/** What stands in the way has a check of its own. */
async function whereReadable(look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch {
    return skipped('needs the database with all migrations, and the engine');
  }
}
