// Bodies read to their end, and never further than allowed.

/** More came than was allowed. */
export class TooLong extends Error {}

/** All bytes of a body; what is left of it stays to be read. Throws TooLong past `limit` bytes, or what the body throws. */
export async function readAll(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body?.values({ preventCancel: true }) ?? []) {
    length += piece.length;
    if (length > limit) throw new TooLong();
    pieces.push(piece);
  }
  const all = new Uint8Array(length);
  let position = 0;
  for (const piece of pieces) {
    all.set(piece, position);
    position += piece.length;
  }
  return all;
}

/** Reads and drops what is left of a body, up to `limit` bytes: whoever still sends does not hear an answer before. */
export async function drop(body: ReadableStream<Uint8Array> | null, limit: number): Promise<void> {
  let length = 0;
  try {
    for await (const piece of body ?? []) {
      length += piece.length;
      if (length > limit) return;
    }
  } catch {
    // it broke off, so there is nothing left to read
  }
}
