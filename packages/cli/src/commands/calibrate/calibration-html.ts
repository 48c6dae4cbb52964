import { escapeText } from '../../charts/escape-text.ts';
import { figure, htmlPage, htmlTable } from '../../charts/html-page.ts';
import { intervalChart } from '../../charts/interval-chart.ts';
import { interval, share } from '../evaluate/figures.ts';
import type { CalibrationReport } from './calibration-report.ts';
import { rate, tooFew } from './calibration-text.ts';

/** The proposal as a page of its own. It holds counts and scores, no face and no name. */
export function calibrationHtml(report: CalibrationReport): string {
  const { engine, modelVersion, sessions, sightings, assumed, result, changes } = report;
  const { have } = result;
  const intro = `<p>${escapeText(engine)} (${escapeText(modelVersion ?? 'nothing seen')}): ${sightings} sightings in ${sessions} sessions. ${have.genuine} genuine presentations of ${have.people} people, ${have.impostors} of strangers, ${assumed} of which nobody spoke of.</p>
<p class="note">A presentation counts with its best score. Marks that stand are genuine; corrections by staff say who was not. Intervals hold the true value in 95 of 100 such periods.</p>`;
  const courses = changes
    ? htmlTable('Marks of the period that it would have changed', changes.courses, [
        { title: 'course', value: ({ course }) => course },
        { title: 'lost', value: ({ lost }) => String(lost), isNumber: true },
        { title: 'gained', value: ({ gained }) => String(gained), isNumber: true },
      ])
    : '';
  return htmlPage('Calibration of this site', [intro, rates(report), courses].filter(Boolean).join('\n'));
}

function rates(report: CalibrationReport): string {
  const { result, now, current, proposed } = report;
  if (result.kind === 'too-few' || !proposed) return `<p class="warning">${escapeText(tooFew(report))}</p>`;
  const rows = [
    { name: 'now', threshold: current.threshold, at: now },
    { name: 'proposed', threshold: proposed.threshold, at: result.proposed },
  ];
  const numbers = htmlTable('Now and as proposed', rows, [
    { title: '', value: ({ name }) => name },
    { title: 'threshold', value: ({ threshold }) => share(threshold), isNumber: true },
    { title: 'DIR', value: ({ at }) => `${share(at.dir)} (${interval(at.dirInterval)})` },
    {
      title: 'FPIR',
      value: ({ at }) => `${rate(at.fpir)} (${rate(at.fpirInterval.low)}–${rate(at.fpirInterval.high)})`,
    },
  ]);
  const chart = intervalChart({
    ...{ id: 'rates', title: 'DIR now and as proposed', xTitle: 'DIR', series: ['DIR'] },
    description: rows.map(({ name, at }) => `${name}: ${share(at.dir)}.`).join(' '),
    rows: rows.map(({ name, at }) => ({ label: name, values: [{ value: at.dir, ...at.dirInterval }] })),
  });
  return `${figure(chart, 'The share of genuine presentations above the threshold.')}${numbers}`;
}
