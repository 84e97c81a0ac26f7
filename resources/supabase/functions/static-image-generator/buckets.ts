// The team's buckets: pictures for everyone in `figures`, records for the team in `recipes`.
//
// Leave to write is asked for with the caller's token before anything is paid, so that the project's policies decide in
// time; it lasts two hours, so that a session which ends while the picture is being made costs nobody the picture.

import type { Caller } from "./caller.ts";
import { Failure, teamTrouble, wrongField } from "./failures.ts";
import { type Answer, answerOf, readRecord } from "./record.ts";
import type { Settings } from "./settings.ts";
import { readAll, TooLong } from "./streams.ts";

export const FIGURES = "figures";
export const RECIPES = "recipes";

/** Leave to write one object once. */
export type Leave = { bucket: string; path: string; token: string };

const OBJECT_PATH = /^[0-9a-f-]{36}(\/[A-Za-z0-9][A-Za-z0-9._-]*){1,4}$/;
const UPLOAD_TRIES = 3;
const PAUSE_MS = 700;

/** Throws Failure: 403 where a policy refuses, 409 where something lies there, 502 else; nothing was written. */
export async function askLeave(caller: Caller, bucket: string, path: string): Promise<Leave> {
  const { data, error } = await caller.team.storage.from(bucket).createSignedUploadUrl(path);
  if (data) return { bucket, path, token: data.token };
  const status = statusOf(error);
  if (status === 403) throw new Failure(403, "not_allowed", "You may not publish figures in this team.");
  if (status === 409) throw new Failure(409, "figure_taken", "There is a figure with this figureId. Take a new one.");
  throw teamTrouble("storage");
}

/** Writes one object, never over another; tries again where the storage stumbles. Throws Failure (502). */
export async function put(caller: Caller, leave: Leave, body: Uint8Array, contentType: string): Promise<void> {
  const { bucket, path, token } = leave;
  const objects = caller.team.storage.from(bucket);
  for (let trial = 1;; trial++) {
    const { error } = await objects.uploadToSignedUrl(path, token, body, { contentType });
    if (!error) return;
    const isThere = statusOf(error) === 409 ? await holds(caller, bucket, path, body) : null;
    if (isThere) return; // it arrived before
    console.error("upload failed", bucket, statusOf(error));
    if (isThere === false || trial === UPLOAD_TRIES) throw teamTrouble("storage", true);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * trial));
  }
}

/** Whether exactly these bytes lie there, or null where that cannot be seen now. */
async function holds(caller: Caller, bucket: string, path: string, body: Uint8Array): Promise<boolean | null> {
  const objects = caller.team.storage.from(bucket);
  const told = await objects.info(path);
  if (told.error) return null;
  if (told.data.size !== body.length) return false;
  const read = await objects.download(path); // two pictures may well be equally large
  if (read.error) return null;
  const there = new Uint8Array(await read.data.arrayBuffer());
  return there.length === body.length && there.every((byte, index) => byte === body[index]);
}

/** The answer of a figure that was made before, or null where its record or its picture is not there. */
export async function findFigure(caller: Caller, settings: Settings, figureId: string): Promise<Answer | null> {
  const folder = caller.userId;
  const file = await caller.team.storage.from(RECIPES).download(`${folder}/${figureId}.json`);
  if (file.error) return absent(file.error);
  const record = readRecord(await file.data.text(), figureId);
  if (!record) return null;
  const path = `${folder}/${record.path}`;
  const picture = await caller.team.storage.from(FIGURES).info(path);
  if (picture.error) return absent(picture.error);
  return answerOf(path, publicUrl(settings, path), record);
}

export function publicUrl(settings: Settings, path: string): string {
  return `${settings.publicUrl}/storage/v1/object/public/${FIGURES}/${path}`;
}

/** A picture of the bucket `figures` as the caller may read it. Throws Failure: 404, 413, 422, 502. */
export async function readObject(caller: Caller, settings: Settings, path: string, limit: number): Promise<Uint8Array> {
  if (!OBJECT_PATH.test(path)) throw wrongField("reference_unknown", "A reference is a data URL or an object path.");
  const response = await fetch(`${settings.teamUrl}/storage/v1/object/${FIGURES}/${path}`, {
    headers: { apikey: settings.publishableKey, authorization: `Bearer ${caller.token}` },
    signal: AbortSignal.timeout(30_000),
  }).catch(() => null);
  if (response?.ok) {
    try {
      return await readAll(response.body, limit);
    } catch (error) {
      await response.body?.cancel().catch(() => {});
      if (error instanceof TooLong) throw new Failure(413, "too_large", "The references are too large together.");
      throw teamTrouble("storage");
    }
  }
  await response?.body?.cancel();
  if (response && response.status < 500) throw new Failure(404, "reference_missing", `There is no picture at ${path}.`);
  throw teamTrouble("storage");
}

function absent(error: unknown): null {
  const status = statusOf(error);
  if (status === 400 || status === 404) return null;
  throw teamTrouble("storage");
}

/** The status of a storage error: the body's own where it has one, because the service answers 400 for many. */
function statusOf(error: unknown): number {
  const { status, statusCode } = (error ?? {}) as { status?: number; statusCode?: string };
  return Number(statusCode) || status || 0;
}
