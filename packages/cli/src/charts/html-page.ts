import { escapeText } from './escape-text.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--paper:#fff;--raised:#f6f8fa}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b3;--line:#30363d;--paper:#0d1117;--raised:#161b22}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem;border-bottom:1px solid var(--line)}h3{font-size:1.05rem}
p,figcaption,li{max-width:46rem}figcaption,.note{color:var(--soft);font-size:.9rem}figure{margin:1rem 0}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
thead th{background:var(--raised);position:sticky;top:0}td.number,th.number{text-align:right}
.charts{display:flex;flex-wrap:wrap;gap:1rem}.charts figure{flex:1 1 26rem;max-width:40rem}.pairs{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}
.pairs li{background:var(--raised);padding:.6rem;border-radius:.4rem;max-width:19rem}.pairs img{height:8rem;width:auto;border-radius:.2rem}
.warning{border-left:.3rem solid #b84a00;padding-left:.8rem}
`.trim();

/** A page that needs nothing but itself: no script runs and nothing is fetched. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

export type HtmlColumn<Row> = {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly isNumber?: boolean;
};

/** The caption says what the table is about to those who come to it alone. */
export function htmlTable<Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly HtmlColumn<Row>[],
): string {
  const attribute = ({ isNumber }: HtmlColumn<Row>): string => (isNumber ? ' class="number"' : '');
  const head = columns.map(
    (column) => `<th scope="col"${attribute(column)}>${escapeText(column.title)}</th>`,
  );
  const lines = rows.map((row) => {
    const cells = columns.map((column) => `<td${attribute(column)}>${escapeText(column.value(row))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide" tabindex="0" role="region" aria-label="${escapeText(caption)}"><table><caption>${escapeText(caption)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

export function figure(svg: string, caption: string): string {
  return `<figure>${svg}<figcaption>${escapeText(caption)}</figcaption></figure>`;
}
