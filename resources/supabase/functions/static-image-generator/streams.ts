// Bodies read to their end, and never further than allowed.

/** More came than was allowed. */
export class TooLong extends Error {}

/** All bytes of a body. Throws TooLong past `limit` bytes, and whatever the stream throws. */
export async function readAll(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
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
