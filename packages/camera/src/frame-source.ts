/** One JPEG as it comes from a lens: a synthesised scene or a part of a live stream. */
export type SourceFrame = {
  readonly jpeg: Buffer;
  /** How long before now it was taken. */
  readonly ageMs: number;
  /** Labels of the people in it, where the source knows them. Never sent. */
  readonly people: readonly string[];
};

/** Where a camera takes its frames from. Each camera needs a source of its own. */
export type FrameSource = {
  /** The next frame; undefined when there will be no more, or when `signal` was aborted. Rejects if none can be made. */
  next(signal: AbortSignal): Promise<SourceFrame | undefined>;
  close(): Promise<void>;
};
