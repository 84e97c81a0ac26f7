// Base64 to bytes, strictly and in place: Uint8Array.fromBase64 is newer than the runtime that Supabase hosts, and atob
// would hold a picture of many megabytes twice more.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const NONE = 0x80;
const VALUES = new Uint8Array(256).fill(NONE);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;
const PAD = 0x3d;

/** The bytes of a base64 text; null where it is none. */
export function bytesOfBase64(text: string): Uint8Array | null {
  const bytes = new TextEncoder().encode(text);
  return decodedInPlace(bytes, 0, bytes.length);
}

/** Decodes the base64 that lies from `start` to `end` onto itself; null where it is none. */
export function decodedInPlace(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
  if (end === start || (end - start) % 4 !== 0) return null;
  const padding = bytes[end - 1] !== PAD ? 0 : bytes[end - 2] !== PAD ? 1 : 2;
  bytes.fill(ALPHABET.charCodeAt(0), end - padding, end);
  let target = start;
  let seen = 0;
  for (let at = start; at < end; at += 4) {
    const [first, second] = [VALUES[bytes[at]], VALUES[bytes[at + 1]]];
    const [third, fourth] = [VALUES[bytes[at + 2]], VALUES[bytes[at + 3]]];
    seen |= first | second | third | fourth;
    bytes[target++] = (first << 2) | (second >> 4);
    bytes[target++] = (second << 4) | (third >> 2);
    bytes[target++] = (third << 6) | fourth;
  }
  return seen & NONE ? null : bytes.subarray(start, target - padding);
}
