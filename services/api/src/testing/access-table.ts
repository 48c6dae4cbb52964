import { type Role, type Route, roles } from '@hadir/platform';

type Rights = { reads: boolean; changes: boolean };

/** What each role may, by tag: the table of docs/access.md. */
export function accessTable(routes: readonly Route[]): string {
  const byTag = new Map<string, Map<Role, Rights>>();
  for (const route of routes) note(byTag, route);
  const rows = [...byTag].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([tag, rights]) => rowOf(tag, rights));
  return [`| tag | ${roles.join(' | ')} |`, `|---|${roles.map(() => '---|').join('')}`, ...rows].join('\n');
}

function note(
  byTag: Map<string, Map<Role, Rights>>,
  { roles: allowed, method, tags: [tag = ''] }: Route,
): void {
  if (allowed === 'public') return;
  const rights = byTag.get(tag) ?? new Map<Role, Rights>();
  for (const role of allowed) {
    const known = rights.get(role) ?? { reads: false, changes: false };
    known[method === 'get' ? 'reads' : 'changes'] = true;
    rights.set(role, known);
  }
  byTag.set(tag, rights);
}

function rowOf(tag: string, rights: ReadonlyMap<Role, Rights>): string {
  const cells = roles.map((role) => {
    const { reads = false, changes = false } = rights.get(role) ?? {};
    return [reads && 'reads', changes && 'changes'].filter(Boolean).join(', ');
  });
  return `| \`${tag}\` | ${cells.join(' | ')} |`;
}
