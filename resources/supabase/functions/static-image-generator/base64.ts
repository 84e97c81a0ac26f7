// Base64 texts to bytes; Uint8Array.fromBase64 is newer than the runtime that Supabase hosts.

/** The bytes of a base64 text; null where it is none. */
export function bytesOfBase64(text: string): Uint8Array | null {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
