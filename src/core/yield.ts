/** A turn for the event loop inside a long search, so that progress is drawn and Ctrl-C is heard. */

/** Resolves after pending events ran. Rejects with the signal's reason once it is aborted. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
