import type { CheckReport } from './check-report.ts';

const MEANINGS: Readonly<Record<keyof CheckReport, string>> = {
  engine: 'engine',
  frames: 'frames posted',
  accepted: 'frames accepted',
  marks: 'people marked',
  expectedMarks: 'people who should be',
  wrongMarks: 'marks of the wrong person',
  strangerMarks: 'marks by a stranger',
  duplicateMarks: 'marks too many',
  p50Ms: 'ms from POST to record, median',
  p95Ms: 'ms from POST to record, 95th percentile',
};

export function printReport(report: CheckReport, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(report)) {
    const meaning = MEANINGS[name as keyof CheckReport];
    process.stdout.write(`${String(value).padStart(6)}  ${meaning}\n`);
  }
}
