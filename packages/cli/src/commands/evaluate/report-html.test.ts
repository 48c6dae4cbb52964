import type { Trial, TrialRun } from '@hadir/vision';
import { expect, it } from 'vitest';
import { reportCharts } from './report-charts.ts';
import { reportHtml } from './report-html.ts';
import { summarise } from './summarise.ts';

const cpuMs = { decode: 1, detect: 2, describe: 3, search: 4 };

function trial(personId: string | undefined, score: number): Trial {
  const candidates = [{ personId: 'ada', score, parts: {} }];
  return {
    file: `photos/${personId}.jpg`,
    personId,
    foundPx: 80,
    shownPx: null,
    candidates,
    agreement: 'agree',
  };
}

const trials = [trial('ada', 0.9), trial('budi', 0.4), trial(undefined, 0.3)];
const run: TrialRun = {
  ...{ engine: 'fused', modelVersion: 'f', condition: 'clean', enrolMisses: 0, cpuMs, trials },
  halves: [trials, trials],
};
const report = summarise(
  { people: [{ personId: 'ada', enrol: ['photos/1.jpg'] }], runs: [run, { ...run, condition: '60+noise' }] },
  () => ({ threshold: 0.5, margin: 0 }),
);

it('when charts are drawn, then there are a DET and a ROC of each condition, named as files can be', () => {
  expect(reportCharts(report).map(({ name }) => name)).toEqual([
    ...['conditions', 'sizes', 'det-clean', 'roc-clean', 'det-60-noise', 'roc-60-noise'],
  ]);
});

it('when no crops are asked for, then the report holds no image', () => {
  const page = reportHtml(report, reportCharts(report), undefined);
  expect(page).toContain('Thresholds chosen on one half of the people');
  expect(page).toContain('what it costs and what it stops');
  expect(page).toContain('budi.jpg: taken for ada at 0.400');
  expect(page).not.toContain('<img');
  expect(page).not.toContain('holds faces');
  expect(page).not.toMatch(/NaN|undefined</);
});

it('when crops are asked for, then they stand side by side and the report says that it holds faces', () => {
  const page = reportHtml(report, [], () => ({ seen: Buffer.from('a'), candidate: Buffer.from('b') }));
  expect(page).toContain('This file holds faces.');
  expect(page).toContain(
    '<img alt="Face of budi.jpg" src="data:image/jpeg;base64,YQ=="> <img alt="Face of ada"',
  );
});
