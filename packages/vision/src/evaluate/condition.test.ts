import { expect, it, test } from 'vitest';
import { parseCondition } from './condition.ts';
import { EvaluationError } from './evaluation-error.ts';

it('when a condition has modifiers, then each changes its part of the camera', () => {
  expect(parseCondition('60+noise')).toEqual({
    ...{ name: '60+noise', faceWidthPx: 60, exposure: 1, noise: 3, jpegQuality: 85 },
  });
  expect(parseCondition('80+low-light+quality12')).toMatchObject({ exposure: 0.33, jpegQuality: 62 });
});

it('when a modifier stands alone, then it names the width it is used with', () => {
  expect(parseCondition('noise')).toEqual(parseCondition('60+noise'));
  expect(parseCondition('quality12').name).toBe('80+quality12');
  expect(parseCondition('clean').faceWidthPx).toBeNull();
});

test.each(['', 'fog', '8', '999', '80+fog', 'clean+noise', '80+'])(
  'when it is "%s", then it is refused',
  (text) => {
    expect(() => parseCondition(text)).toThrow(EvaluationError);
  },
);
