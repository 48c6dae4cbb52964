import type { Interval } from '@hadir/domain';

/** How figures are written: the same on a terminal and in a report. */
export function share(value: number): string {
  return value.toFixed(3);
}

export function interval({ low, high }: Interval): string {
  return `${share(low)}–${share(high)}`;
}

/** With its sign, in points of a hundred. */
export function percent(value: number): string {
  const points = value * 100;
  return `${points > 0 ? '+' : ''}${points.toFixed(1)} %`;
}
