// What goes back over HTTP: JSON, never cached, readable by apps on any origin.

import { Failure } from "./failures.ts";

/** The mobile app and web pages call from any origin; a call is worth nothing without a token, so all are let in. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "authorization, apikey, content-type, x-client-info, x-region",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": "86400",
};

export function preflight(): Response {
  return new Response(null, { status: 204, headers: CORS });
}

export function reply(value: unknown, status = 200, more: Record<string, string> = {}): Response {
  const headers = { ...CORS, "cache-control": "no-store", "x-content-type-options": "nosniff", ...more };
  return Response.json(value, { status, headers });
}

/** `{error: {code, message, requestId?}}`; what is no Failure is a bug, and only its name leaves this function. */
export function failed(error: unknown): Response {
  if (!(error instanceof Failure)) {
    console.error("bug", error instanceof Error ? error.stack : typeof error);
    return failed(new Failure(500, "bug", "This function failed in a way that nobody foresaw. Tell its keeper."));
  }
  const { status, code, message, requestId, retryAfter } = error;
  if (status >= 500) console.error("failed", status, code, requestId);
  const more: Record<string, string> = {};
  if (retryAfter !== null) more["retry-after"] = String(retryAfter);
  if (status === 405) more.allow = "GET, POST, OPTIONS";
  return reply({ error: { code, message, ...(requestId ? { requestId } : {}) } }, status, more);
}
