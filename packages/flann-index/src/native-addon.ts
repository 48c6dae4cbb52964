import { createRequire } from 'node:module';
import type { Neighbours, Rows } from './flann-index.ts';

type NativeIndex = {
  search(queries: Rows, k: number, checks: number): Promise<Neighbours>;
  close(): void;
};

type NativeAddon = {
  /** `trees` 0 is a linear index. */
  build(rows: Rows, dimensions: number, trees: number): Promise<NativeIndex>;
};

let loaded: NativeAddon | undefined;

/** The addon, loaded when it is first used. `src` and `dist` lie equally deep, so one path serves both. */
export function nativeAddon(): NativeAddon {
  loaded ??= createRequire(import.meta.url)('../build/Release/flann_index.node') as NativeAddon;
  return loaded;
}
