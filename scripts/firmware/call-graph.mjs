import { llvm, run } from './tools.mjs';

/** Who calls whom, read from LLVM's IR: function → functions. Calls through pointers are left out: they leave the core. */
export function readCallGraph(ir) {
  // opt prints the graph to standard error.
  const text = run('sh', [
    '-c',
    `${llvm('opt')} -passes=print-callgraph -disable-output "$1" 2>&1`,
    'sh',
    ir,
  ]);
  const calls = new Map();
  let callees;
  for (const line of text.split('\n')) {
    const node = /^Call graph node for function: '([^']+)'/.exec(line);
    if (node) {
      callees = new Set();
      calls.set(node[1], callees);
    } else if (line.startsWith('Call graph node')) callees = undefined;
    const call = /calls function '([^']+)'/.exec(line);
    if (call && callees && !call[1].startsWith('llvm.')) callees.add(call[1]);
  }
  return calls;
}

/**
 * The chain of calls that needs the most stack, by each function's frame in bytes. Functions without a frame (of a library) count
 * nothing. Throws when functions call themselves, for then there is no deepest chain.
 */
export function deepestChain(calls, frames) {
  const known = new Map();
  const visit = (name, above) => {
    if (above.includes(name)) throw new Error(`recursion: ${[...above, name].join(' > ')}`);
    const before = known.get(name);
    if (before) return before;
    const deepest = [...(calls.get(name) ?? [])]
      .map((callee) => visit(callee, [...above, name]))
      .reduce((most, next) => (next.bytes > most.bytes ? next : most), { bytes: 0, path: [] });
    const chain = { bytes: (frames.get(name) ?? 0) + deepest.bytes, path: [name, ...deepest.path] };
    known.set(name, chain);
    return chain;
  };
  return [...calls.keys()]
    .map((name) => visit(name, []))
    .reduce((most, next) => (next.bytes > most.bytes ? next : most));
}
