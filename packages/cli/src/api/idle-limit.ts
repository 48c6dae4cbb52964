/**
 * The chunks of a body, of which each must come within `idleMs`; whoever takes them may take as long as they like. Throws
 * DOMException TimeoutError.
 */
export async function* withIdleLimit(
  body: ReadableStream<Uint8Array>,
  idleMs: number,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await next(reader, idleMs);
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>, idleMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<never>((_, reject) => {
    const late = () => reject(new DOMException(`nothing came for ${idleMs / 1000} s`, 'TimeoutError'));
    timer = setTimeout(late, idleMs);
  });
  try {
    return await Promise.race([reader.read(), idle]);
  } finally {
    clearTimeout(timer);
  }
}
