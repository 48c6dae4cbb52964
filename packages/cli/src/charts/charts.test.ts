import { expect, it } from 'vitest';
import { curveChart } from './curve-chart.ts';
import { escapeText } from './escape-text.ts';
import { htmlPage, htmlTable } from './html-page.ts';
import { intervalChart } from './interval-chart.ts';

const text = { id: 'det', title: 'DET <1>', description: 'Missed & accepted' };

it('when curves are drawn, then each has its dash and its marks, and the chart says what it shows', () => {
  const curve = {
    points: [
      { x: 0, y: 1 },
      { x: 0.01, y: 0.5 },
      { x: 1, y: 0 },
    ],
    marks: [],
  };
  const svg = curveChart({
    ...{ ...text, xTitle: 'FPIR', yTitle: 'FNIR', yScale: 'log', xLeast: 0.001, yLeast: 0.001 },
    curves: [
      { ...curve, name: 'deep', marks: [{ x: 0.01, y: 0.5, title: 'FPIR 1 %' }] },
      { ...curve, name: 'sift' },
    ],
  });
  expect(svg).toContain('role="img" aria-labelledby="det-title det-desc"');
  expect(svg).toContain(
    '<title id="det-title">DET &#60;1&#62;</title><desc id="det-desc">Missed &#38; accepted</desc>',
  );
  expect(svg).toContain('<title>FPIR 1 %</title>');
  expect(svg).toContain('stroke-dasharray="7 4"');
  // None is drawn on the edge of the log scale, and the steps go right before they go down.
  expect(svg).toMatch(/d="M70,48L\d+\.?\d*,48L[^"]+"><title>deep<\/title>/);
  expect(svg).not.toMatch(/NaN|Infinity/);
});

it('when shares have intervals, then each is drawn to scale, and one that is not there is left out', () => {
  const svg = intervalChart({
    ...{ ...text, xTitle: 'DIR', series: ['deep', 'sift'] },
    rows: [{ label: '80', values: [{ value: 0.5, low: 0.25, high: 0.75 }, null] }],
  });
  expect(svg).toContain('<title>80, deep: 50.0 % (25.0 to 75.0)</title>');
  expect(svg).not.toContain('80, sift');
  expect(svg).toContain('class="bar s0" d="M265 58H495"');
});

it('when a page is made, then what was given cannot become markup, and nothing is fetched', () => {
  expect(escapeText(`<a href="x">&'`)).toBe('&#60;a href=&#34;x&#34;&#62;&#38;&#39;');
  const table = htmlTable('of "all"', [{ name: '<script>' }], [{ title: 'name', value: ({ name }) => name }]);
  const page = htmlPage('A & B', table);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('<td>&#60;script&#62;</td>');
  expect(page).not.toMatch(/<script|https?:/);
});
