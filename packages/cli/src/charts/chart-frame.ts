import { escapeText } from './escape-text.ts';

export type ChartText = {
  /** Names the chart, and its ids, which must differ within a page. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, for those who do not see it. */
  readonly description: string;
};

/** Light and dark; the four series' colours keep their contrast in both (after Okabe and Ito). */
const CHART_STYLE = `
.chart{--ink:#1b1f24;--soft:#57606a;--grid:#d8dee4;--paper:#fff;--s0:#0063a6;--s1:#b84a00;--s2:#00795a;--s3:#8a3a86;
font:13px system-ui,sans-serif;background:var(--paper);max-width:100%;height:auto}
@media(prefers-color-scheme:dark){.chart{--ink:#e6edf3;--soft:#9da7b3;--grid:#30363d;--paper:#0d1117;--s0:#6cb6ff;--s1:#ff9d5c;--s2:#4fd1a5;--s3:#d8a0e0}}
.chart text{fill:var(--ink)}.chart .tick{fill:var(--soft)}.chart .grid{stroke:var(--grid);fill:none}
.chart .axis{stroke:var(--soft);fill:none}.chart .line{fill:none;stroke-width:2}.chart .mark{stroke:var(--paper);stroke-width:1}
.chart .bar{stroke-width:2}.chart .line.s0,.chart .bar.s0{stroke:var(--s0)}.chart .line.s1,.chart .bar.s1{stroke:var(--s1)}
.chart .line.s2,.chart .bar.s2{stroke:var(--s2)}.chart .line.s3,.chart .bar.s3{stroke:var(--s3)}
.chart .mark.s0{fill:var(--s0)}.chart .mark.s1{fill:var(--s1)}.chart .mark.s2{fill:var(--s2)}.chart .mark.s3{fill:var(--s3)}
`.trim();

/** An SVG that carries its own style, so that it reads the same alone as in a page. */
export function chart(
  { id, title, description }: ChartText,
  width: number,
  height: number,
  body: string,
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${escapeText(title)}</title><desc id="${id}-desc">${escapeText(description)}</desc><style>${CHART_STYLE}</style>${body}</svg>`;
}
