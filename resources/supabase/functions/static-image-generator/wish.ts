// What a caller asks for, read out of a body that may hold anything.

import { Failure, wrongField } from "./failures.ts";
import { checkModel, checkSize, DEFAULT_MODEL, DEFAULT_SIZE, type Format, FORMATS, MAX_REFERENCES } from "./models.ts";
import { lengthOf, normalText } from "./prompt/values.ts";
import { readAll, TooLong } from "./streams.ts";

/** Bytes of a request; references that come inside take four bytes for three. */
export const MAX_BODY = 20 * 1024 * 1024;

/** A catalog entry is named by id (a number) or by name (a text); null is none. */
export type EntryKey = number | string | null;

/** `isNamed` says that the caller chose the figure's id, and may have asked for it before. */
export type Wish = {
  figureId: string;
  isNamed: boolean;
  subject: string;
  name: string;
  extra: string;
  prompt: EntryKey;
  theme: EntryKey;
  rarity: EntryKey;
  size: string;
  quality: string;
  model: string;
  format: Format;
  references: string[];
};

const LIMITS = { subject: 2_000, name: 120, extra: 8_000, entry: 255, word: 100 };
const FIELDS = new Set(
  "subject name extra prompt theme rarity size quality model format references figureId".split(" "),
);
const FIGURE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Throws Failure: 413 too large, 400 no JSON object, 422 with the first field that is wrong. */
export async function readWish(request: Request): Promise<Wish> {
  const tooLarge = new Failure(
    413,
    "too_large",
    `A request may hold ${MAX_BODY / 1024 / 1024} MB. Send smaller references.`,
  );
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY) throw tooLarge;
  let body: Uint8Array;
  try {
    body = await readAll(request.body, MAX_BODY);
  } catch (error) {
    if (error instanceof TooLong) throw tooLarge;
    throw new Failure(400, "cut_off", "The request ended before it was complete. Send it again.");
  }
  return wishOf(parsed(body));
}

function parsed(body: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Failure(400, "not_json", "The body is not JSON in UTF-8.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Failure(400, "not_json", 'The body has to be a JSON object, like {"subject": "a night baker"}.');
  }
  return value as Record<string, unknown>;
}

/** The wish that a JSON object holds; a field that is absent or null has its default. */
export function wishOf(body: Record<string, unknown>): Wish {
  const unknown = Object.keys(body).find((key) => !FIELDS.has(key));
  if (unknown !== undefined) {
    const name = JSON.stringify(unknown.slice(0, 40).toWellFormed());
    throw wrongField("field_unknown", `There is no field ${name}. Known are: ${[...FIELDS].join(", ")}.`);
  }
  const subject = text(body, "subject", LIMITS.subject);
  if (!subject) throw wrongField("subject_missing", "Say what the figure is: the subject is empty.");
  const wish: Wish = {
    ...figureId(body),
    subject,
    name: text(body, "name", LIMITS.name),
    extra: text(body, "extra", LIMITS.extra),
    prompt: entryKey(body, "prompt"),
    theme: entryKey(body, "theme"),
    rarity: entryKey(body, "rarity"),
    size: text(body, "size", LIMITS.word) || DEFAULT_SIZE,
    quality: text(body, "quality", LIMITS.word) || "auto",
    model: text(body, "model", LIMITS.word) || DEFAULT_MODEL,
    format: format(body),
    references: references(body),
  };
  checkModel(wish.model, wish.quality);
  checkSize(wish.size);
  return wish;
}

/** The text of a field, normalised as prompts are, without blanks around it; empty where it is absent or null. */
function text(body: Record<string, unknown>, field: string, limit: number): string {
  const value = body[field] ?? "";
  if (typeof value !== "string") throw wrongField("text_wanted", `The field ${field} has to be a text.`);
  const normal = normalText(value).trim();
  if (lengthOf(normal) > limit) {
    throw wrongField("text_too_long", `The field ${field} takes ${limit} characters at most.`);
  }
  if (normal.includes("\0")) throw wrongField("text_wanted", `The field ${field} holds a character that is no text.`);
  return normal;
}

function entryKey(body: Record<string, unknown>, field: string): EntryKey {
  const value = body[field] ?? null;
  if (value === null || (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)) return value;
  if (typeof value === "string" && text(body, field, LIMITS.entry)) return value.toWellFormed(); // as the catalog has it
  throw wrongField("entry_wanted", `The field ${field} has to be an id (a whole number) or a name (a text).`);
}

function format(body: Record<string, unknown>): Format {
  const value = body.format ?? "png";
  const known = FORMATS.find((each) => each === value);
  if (!known) throw wrongField("format_unknown", `The field format has to be one of: ${FORMATS.join(", ")}.`);
  return known;
}

function references(body: Record<string, unknown>): string[] {
  const value = body.references ?? [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
    throw wrongField("references_wanted", "The field references has to be a list of data URLs and object paths.");
  }
  if (value.length > MAX_REFERENCES) throw wrongField("too_many", `At most ${MAX_REFERENCES} references are taken.`);
  return value;
}

function figureId(body: Record<string, unknown>): { figureId: string; isNamed: boolean } {
  const value = body.figureId ?? null;
  if (value === null) return { figureId: crypto.randomUUID(), isNamed: false };
  const id = typeof value === "string" ? value.toLowerCase() : "";
  if (!FIGURE_ID.test(id)) throw wrongField("figure_id_wanted", "The field figureId has to be a UUID.");
  return { figureId: id, isNamed: true };
}
