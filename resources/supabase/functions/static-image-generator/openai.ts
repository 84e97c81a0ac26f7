// One POST to OpenAI's images API, and what became of it: a picture, surely nothing, or something that may be billed.
//
// Plain fetch, not the openai package: one request without retries is all there is to it, the body has to be bounded as
// it is read, and a cold start need not load an SDK of some megabytes for it.

import { readAnswer, valueOf } from "./answer.ts";
import { Failure } from "./failures.ts";
import type { Picture } from "./picture.ts";
import type { Made } from "./record.ts";
import { refusalOf } from "./refusals.ts";
import type { Settings } from "./settings.ts";
import { readAll } from "./streams.ts";
import type { Wish } from "./wish.ts";

/** Bytes of an answer: a picture of 25 MB; a worker has 256 MB in all. */
const MAX_ANSWER = 34 * 1024 * 1024;
const MAY_BE_BILLED = "It may have been billed.";

/** Throws Failure; its `isPaid` says whether the attempt may have been billed. */
export async function makePicture(
  settings: Settings,
  wish: Wish,
  prompt: string,
  references: Picture[],
): Promise<Made> {
  const response = await posted(settings, await postingOf(wish, prompt, references));
  const requestId = (response.headers.get("x-request-id") ?? "").replace(/[^\w.-]/g, "").slice(0, 100);
  const body = await readAll(response.body, MAX_ANSWER).catch(async (error) => {
    await response.body?.cancel().catch(() => {});
    if (!response.ok) return new Uint8Array(); // the status alone says enough
    throw brokenOff(error, requestId);
  });
  if (!response.ok) throw refusalOf(response.status, response.headers, valueOf(body), requestId, settings.openaiKey);
  const { picture, usage } = await readAnswer(body);
  if (picture) return { picture, usage, requestId };
  const message = `OpenAI's answer holds no whole picture. ${MAY_BE_BILLED}`;
  throw new Failure(502, "openai_unusable", message, { requestId, isPaid: true });
}

type Posting = { path: string; contentType: string; body: Uint8Array };

/** With references it edits, without it generates; only what differs from OpenAI's defaults is sent. */
async function postingOf(wish: Wish, prompt: string, references: Picture[]): Promise<Posting> {
  const values: Record<string, string> = { prompt, model: wish.model, size: wish.size };
  if (wish.quality !== "auto") values.quality = wish.quality;
  if (wish.format !== "png") values.output_format = wish.format;
  if (references.length === 0) {
    const body = new TextEncoder().encode(JSON.stringify(values));
    return { path: "images/generations", contentType: "application/json", body };
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  const field = references.length === 1 ? "image" : "image[]";
  for (const [index, { bytes, format }] of references.entries()) {
    const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format}` });
    form.append(field, blob, `reference-${index + 1}.${format}`);
  }
  const packed = new Response(form);
  const contentType = packed.headers.get("content-type") ?? "";
  return { path: "images/edits", contentType, body: new Uint8Array(await packed.arrayBuffer()) };
}

/**
 * The body goes as a stream because Deno's fetch sends a body that it can send again a second time, where a connection
 * that was used before closes without an answer (github.com/denoland/deno/pull/32566): that would be paid twice.
 */
async function posted(settings: Settings, { path, contentType, body }: Posting): Promise<Response> {
  try {
    return await fetch(`${settings.openaiUrl}/${path}`, {
      method: "POST",
      headers: { "content-type": contentType, authorization: `Bearer ${settings.openaiKey}` },
      body: ReadableStream.from([body]),
      redirect: "manual", // the key goes to no other address
      signal: AbortSignal.timeout(settings.makingSeconds * 1000),
    });
  } catch (error) {
    if (wasNeverSent(error)) {
      throw new Failure(502, "openai_unreachable", "OpenAI cannot be reached. Nothing was billed.");
    }
    throw brokenOff(error, "");
  }
}

/** No connection, no name, no trusted certificate: Deno says so by this word in the text of the error or its cause. */
function wasNeverSent(error: unknown): boolean {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  return `${message} ${cause?.message}`.includes("client error (Connect)");
}

function brokenOff(error: unknown, requestId: string): Failure {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    const message = `OpenAI took too long to make the picture. ${MAY_BE_BILLED}`;
    return new Failure(504, "openai_too_slow", message, { requestId, isPaid: true });
  }
  const message = `The connection to OpenAI broke off. ${MAY_BE_BILLED}`;
  return new Failure(502, "openai_broke_off", message, { requestId, isPaid: true });
}
