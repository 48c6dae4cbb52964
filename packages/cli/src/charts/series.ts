import { type SymbolType, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape';
import { escapeText } from './escape-text.ts';

/** Series differ by colour, dash and marker, so that no one needs to tell colours apart. */
type Look = { readonly dash: string; readonly marker: SymbolType };

const LOOKS: readonly Look[] = [
  { dash: 'none', marker: symbolCircle },
  { dash: '7 4', marker: symbolSquare },
  { dash: '2 4', marker: symbolTriangle },
  { dash: '10 3 2 3', marker: symbolDiamond },
];
const MARKER_AREA_PX = 64;

export function dashOf(index: number): string {
  return lookOf(index).dash;
}

/** The series' marker at a place of the chart. */
export function marker(index: number, x: number, y: number, title: string): string {
  const path = symbol(lookOf(index).marker, MARKER_AREA_PX)() ?? '';
  return `<path class="mark s${index % LOOKS.length}" transform="translate(${px(x)} ${px(y)})" d="${path}"><title>${escapeText(title)}</title></path>`;
}

/** What each series looks like, in a row from `x`. */
export function legend(names: readonly string[], x: number, y: number): string {
  const each = names.map((name, index) => {
    const left = x + index * 130;
    return `<path class="line s${index % LOOKS.length}" stroke-dasharray="${dashOf(index)}" d="M${left} ${y}h36"/>${marker(index, left + 18, y, name)}<text x="${left + 44}" y="${y}" dy=".35em">${escapeText(name)}</text>`;
  });
  return `<g class="legend">${each.join('')}</g>`;
}

/** A coordinate with no more digits than a screen shows. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function lookOf(index: number): Look {
  return LOOKS[index % LOOKS.length] ?? { dash: 'none', marker: symbolCircle };
}
