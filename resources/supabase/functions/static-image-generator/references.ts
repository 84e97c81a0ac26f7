// References: pictures that come along as data URLs or lie in the bucket, checked before anything is paid.

import { bytesOfBase64 } from "./base64.ts";
import { readObject } from "./buckets.ts";
import type { Caller } from "./caller.ts";
import { Failure, wrongField } from "./failures.ts";
import { inspect, type Picture } from "./picture.ts";
import type { Settings } from "./settings.ts";

/** Bytes of all references together. */
export const MAX_REFERENCE_BYTES = 15 * 1024 * 1024;

const DATA_URL = /^data:image\/(?:png|jpe?g|webp);base64,/i;

/** Whole pictures, in the order given. Throws Failure: 404, 413, 422, 502. */
export async function readReferences(caller: Caller, settings: Settings, given: string[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  let left = MAX_REFERENCE_BYTES;
  for (const [index, reference] of given.entries()) {
    const bytes = isDataUrl(reference) ? decoded(reference) : await readObject(caller, settings, reference, left);
    left -= bytes.length;
    if (left < 0) throw new Failure(413, "too_large", "The references are too large together.");
    const picture = await inspect(bytes);
    if (!picture) {
      const message = `Reference ${index + 1} is not a whole PNG, JPEG or WebP picture.`;
      throw wrongField("reference_unreadable", message);
    }
    pictures.push(picture);
  }
  return pictures;
}

function isDataUrl(reference: string): boolean {
  return /^data:/i.test(reference);
}

function decoded(url: string): Uint8Array {
  const head = DATA_URL.exec(url);
  const bytes = head && bytesOfBase64(url.slice(head[0].length));
  if (bytes) return bytes;
  throw wrongField("reference_unreadable", "A reference has to begin with data:image/png;base64, (or jpeg, or webp).");
}
