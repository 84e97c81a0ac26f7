// The edge function `static-image-generator`: a figure from a subject and the team's catalog, made on the server.
// README.md, "The edge function", tells how it is deployed and called.

import { readCaller } from "./caller.ts";
import { Claims } from "./claims.ts";
import { Failure } from "./failures.ts";
import { figureFor } from "./making.ts";
import { DEFAULT_MODEL, modelsWithin } from "./models.ts";
import type { Answer } from "./record.ts";
import { failed, preflight, reply } from "./replies.ts";
import { notSetUp, readSettings, type Settings } from "./settings.ts";
import { drop } from "./streams.ts";
import { MAX_BODY, readWish } from "./wish.ts";

export const VERSION = "1.0.0";

/** Bytes of a refused request that are still read, so that its sender hears why. */
const MAX_DROPPED = 3 * MAX_BODY;

type ReadName = (name: string) => string | undefined;

/** Answers one request, whatever it is; `read` gives the settings by name. */
export async function handle(request: Request, read: ReadName): Promise<Response> {
  try {
    switch (request.method) {
      case "OPTIONS":
        return preflight();
      case "GET":
        return reply(await about(request, readSettings(read)));
      case "POST":
        return reply(await make(request, readSettings(read)));
      default:
        throw new Failure(405, "method_unknown", "This function takes GET and POST.");
    }
  } catch (error) {
    await drop(request.body, MAX_DROPPED);
    return failed(error);
  }
}

/** What the studio's doctor and settings ask: models, and how much of the day is left. */
async function about(request: Request, settings: Settings) {
  const caller = await readCaller(request, settings);
  return {
    version: VERSION,
    isReady: settings.openaiKey !== "",
    model: DEFAULT_MODEL,
    models: modelsWithin(settings.replySeconds - 20),
    limit: settings.figuresPerDay,
    used: await new Claims(caller, settings).usedToday(),
  };
}

async function make(request: Request, settings: Settings): Promise<Answer> {
  const begun = performance.now();
  const caller = await readCaller(request, settings);
  const wish = await readWish(request);
  if (!settings.openaiKey) throw notSetUp("OPENAI_API_KEY");
  const making = figureFor(caller, wish, settings);
  outlive(making);
  const message =
    `Making this figure takes longer than a call may. Ask again with figureId ${wish.figureId}; it is not paid twice.`;
  const late = new Failure(504, "figure_running", message, { retryAfter: 10 });
  return await within(making, settings.replySeconds * 1000 - (performance.now() - begun), late);
}

/** Supabase keeps a worker until such work has ended, also when the caller has gone; it is paid for by then. */
function outlive(work: Promise<unknown>): void {
  const runtime = (globalThis as { EdgeRuntime?: { waitUntil(work: Promise<unknown>): void } }).EdgeRuntime;
  const ended = work.catch(() => {}); // it is told where it is awaited
  runtime?.waitUntil(ended);
}

async function within<Value>(work: Promise<Value>, milliseconds: number, late: Failure): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), milliseconds);
  });
  return await Promise.race([work, alarm]).finally(() => clearTimeout(timer));
}

if (import.meta.main) Deno.serve((request) => handle(request, (name) => Deno.env.get(name)));
