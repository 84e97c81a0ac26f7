// The body of OpenAI's answer: a picture as base64 in JSON, taken out where it lies, because text and picture together
// would not fit into a worker's memory for long.

import { decodedInPlace } from "./base64.ts";
import { inspect, type Picture } from "./picture.ts";
import type { Usage } from "./record.ts";

const START = /"b64_json"\s*:\s*"/;
const QUOTE = 0x22;

/** Bytes in which the picture has to begin. */
const HEAD = 256 * 1024;

/** The whole picture of an answer, null where there is none, and the tokens that it tells of. Overwrites the body. */
export async function readAnswer(body: Uint8Array): Promise<{ picture: Picture | null; usage: Usage | null }> {
  const head = new TextDecoder("latin1").decode(body.subarray(0, HEAD)); // one character for each byte
  const match = START.exec(head);
  if (!match) return { picture: null, usage: null };
  const start = match.index + match[0].length;
  const end = body.indexOf(QUOTE, start);
  if (end < 0) return { picture: null, usage: null };
  const rest = valueOf(new Uint8Array([...body.subarray(0, start), ...body.subarray(end, end + HEAD)]));
  const { data, usage } = (rest ?? {}) as { data?: { b64_json?: unknown }[]; usage?: unknown };
  const isThere = Array.isArray(data) && data[0]?.b64_json === "";
  const bytes = isThere ? decodedInPlace(body, start, end) : null;
  return { picture: bytes && await inspect(bytes), usage: usageOf(usage) };
}

/** The JSON of a body, or its first characters where it is none. */
export function valueOf(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 2_000);
  }
}

/** Counts of tokens by name, and such counts inside; anything else is left out. */
function usageOf(value: unknown, depth = 0): Usage | null {
  if (typeof value !== "object" || value === null || Array.isArray(value) || depth > 2) return null;
  const usage: Usage = {};
  for (const [name, count] of Object.entries(value)) {
    const inner = typeof count === "number" ? count : usageOf(count, depth + 1);
    if (inner !== null && /^\w{1,60}$/.test(name)) usage[name] = inner;
  }
  return usage;
}
