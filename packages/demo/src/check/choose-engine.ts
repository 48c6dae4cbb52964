import { findModels } from '@hadir/vision';

/** The engine that FACE_ENGINE asks for, else `fused`; SIFT alone, and told so, when its networks are missing. */
export async function chooseEngine(env: NodeJS.ProcessEnv, tell: (text: string) => void): Promise<string> {
  if (env.FACE_ENGINE && env.FACE_ENGINE !== 'auto') return env.FACE_ENGINE;
  const { detect, landmarks, feature } = await findModels({ modelsDir: env.MODELS_DIR });
  if (detect && landmarks && feature) return 'fused';
  tell(
    'The face networks are missing, so SIFT alone is checked and not the fused engine. Fetch them with: node scripts/setup/fetch-models.mjs',
  );
  return 'sift';
}
