// A figure from a wish: claimed, paid for once, saved, and found again when the answer was lost.

import { askLeave, FIGURES, findFigure, publicUrl, put, RECIPES } from "./buckets.ts";
import type { Caller } from "./caller.ts";
import { findEntry, findPrompt } from "./catalog.ts";
import { Claims } from "./claims.ts";
import { Failure, wrongField } from "./failures.ts";
import { makePicture } from "./openai.ts";
import { PromptError, resolvePrompt } from "./prompt.ts";
import { type Answer, answerOf, fileName, type Ingredients, recipeOf, recordOf } from "./record.ts";
import { readReferences } from "./references.ts";
import type { Settings } from "./settings.ts";
import type { Wish } from "./wish.ts";

/** Bytes of a recipe, of the 1 MB that the bucket takes for a record. */
const MAX_RECIPE = 900_000;

/** Throws Failure. A figure that was asked for before is answered as then, or says why it is not there. */
export async function figureFor(caller: Caller, wish: Wish, settings: Settings): Promise<Answer> {
  const claims = new Claims(caller, settings);
  if (wish.isNamed && await claims.find(wish.figureId)) return await earlierFigure(caller, wish, settings, claims);
  const ingredients = await gather(caller, wish, settings);
  if (!await claims.take(wish.figureId)) return await earlierFigure(caller, wish, settings, claims);
  try {
    return await make(caller, wish, ingredients, settings);
  } catch (error) {
    if (error instanceof Failure && !error.isPaid) await claims.giveBack(wish.figureId);
    throw error;
  }
}

/** The figure under a claim that stands already; nothing is paid. */
async function earlierFigure(caller: Caller, wish: Wish, settings: Settings, claims: Claims): Promise<Answer> {
  const found = await findFigure(caller, settings, wish.figureId);
  if (found) return found;
  const claim = await claims.find(wish.figureId);
  if (!claim?.isOver) { // a claim that was just given back may be taken at the next call
    const message = "This figure is being made. Ask for it again in a few seconds; it is not paid twice.";
    throw new Failure(409, "figure_running", message, { retryAfter: 5 });
  }
  const message =
    "This figure was asked for before and may have been billed, but it is not there. Take a new figureId.";
  throw new Failure(409, "figure_lost", message, { isPaid: true });
}

/** All that can be refused before a claim is made: catalog, prompt, references. */
async function gather(caller: Caller, wish: Wish, settings: Settings): Promise<Ingredients> {
  const [prompt, theme, rarity, references] = await Promise.all([
    findPrompt(caller.team, wish.prompt),
    findEntry(caller.team, "themes", wish.theme),
    findEntry(caller.team, "rarity", wish.rarity),
    readReferences(caller, settings, wish.references),
  ]);
  const { subject, name, extra } = wish;
  const entry = (row: typeof theme) => row && { name: row.name, details: row.value };
  const input = { subject, name, extra, theme: entry(theme), rarity: entry(rarity) };
  const ingredients = { prompt, theme, rarity, references, text: resolved(prompt, input) };
  const size = new TextEncoder().encode(JSON.stringify(recipeOf(wish, ingredients, ""))).length;
  if (size > MAX_RECIPE) {
    throw wrongField("entry_too_large", "This template, theme and rarity level are too large together.");
  }
  return ingredients;
}

function resolved(prompt: Ingredients["prompt"], input: Parameters<typeof resolvePrompt>[1]): string {
  const where = `The prompt template “${prompt.name ?? prompt.id}”`;
  try {
    const text = resolvePrompt(typeof prompt.value === "string" ? prompt.value : "", input);
    if (text.trim()) return text;
  } catch (error) {
    if (!(error instanceof PromptError)) throw error;
    throw wrongField(
      "prompt_unresolved",
      `${where} does not resolve: line ${error.line}, column ${error.column}: ${error.message}`,
    );
  }
  throw wrongField("prompt_unresolved", `${where} makes an empty prompt.`);
}

/** Throws Failure; where its `isPaid` is false, nothing was billed. */
async function make(caller: Caller, wish: Wish, ingredients: Ingredients, settings: Settings): Promise<Answer> {
  const folder = caller.userId;
  const pathOf = (format: Wish["format"]) => `${folder}/${fileName(wish, format)}`;
  const [leaveForRecord, leaveForPicture] = await Promise.all([
    askLeave(caller, RECIPES, `${folder}/${wish.figureId}.json`),
    askLeave(caller, FIGURES, pathOf(wish.format)),
  ]);
  const made = await makePicture(settings, wish, ingredients.text, ingredients.references);
  const { format } = made.picture;
  const leave = format === wish.format ? leaveForPicture : await paidLeave(caller, pathOf(format));
  const url = publicUrl(settings, leave.path);
  const record = recordOf(workspaceOf(caller, settings), url, wish, recipeOf(wish, ingredients, made.requestId), made);
  await put(caller, leaveForRecord, new TextEncoder().encode(JSON.stringify(record)), "application/json");
  await put(caller, leave, made.picture.bytes, `image/${format}`);
  return answerOf(leave.path, url, record);
}

/** Leave for a picture that came in another format than was asked for, and has been paid for. */
async function paidLeave(caller: Caller, path: string): ReturnType<typeof askLeave> {
  try {
    return await askLeave(caller, FIGURES, path);
  } catch (error) {
    if (error instanceof Failure) error.isPaid = true;
    throw error;
  }
}

/** As the studio names it: project and user. */
function workspaceOf(caller: Caller, settings: Settings): string {
  return `${new URL(settings.publicUrl).host}/${caller.userId}`;
}
