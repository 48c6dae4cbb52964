/** What the global set-up gives to each test file, by vitest's `inject`. */
declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string;
    databaseUrl: string;
  }
}

export {};
