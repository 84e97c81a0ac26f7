// The record of a figure: the JSON in the bucket `recipes`, as the studio's sidecars are, and the answer told from it.

import type { Entry } from "./catalog.ts";
import { EXTENSIONS, type Picture } from "./picture.ts";
import type { Json } from "./prompt/values.ts";
import type { Wish } from "./wish.ts";

export const RECORD_VERSION = 1;

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What goes into a figure, all of it known before anything is paid. */
export type Ingredients = {
  prompt: Entry;
  theme: Entry | null;
  rarity: Entry | null;
  text: string;
  references: Picture[];
};

/** Tokens as OpenAI counts them. */
export type Usage = { [key: string]: number | Usage };

export type Made = { picture: Picture; usage: Usage | null; requestId: string };

export type Answer = {
  url: string;
  path: string;
  figure: {
    id: string;
    subject: string;
    prompt: string;
    promptId: number | null;
    themeId: number | null;
    rarityId: number | null;
    model: string;
    size: string;
    quality: string;
    format: string;
    usage: Usage | null;
    sha256: string;
    createdAt: string;
  };
};

type Recipe = {
  subject: string;
  text: string;
  prompt: { id: number } | null;
  theme: { id: number } | null;
  rarity: { id: number } | null;
  model: string;
  size: string;
  quality: string;
  [key: string]: unknown;
};

/** As studio/backend/library/sidecars.py writes and reads it; `path` is the picture's file name. */
export type FigureRecord = {
  version: number;
  id: string;
  path: string;
  sha256: string;
  format: string;
  recipe: Recipe;
  usage: Usage | null;
  url: string;
  created_at: string;
  [key: string]: unknown;
};

/** The file name of a figure's picture: what it shows in plain ASCII, its id, the extension of its format. */
export function fileName(wish: Wish, format: Wish["format"]): string {
  const plain = (wish.name || wish.subject).normalize("NFKD").replace(/[^\x20-\x7e]/g, "").toLowerCase();
  const slug = plain.replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-+|-+$/g, "");
  return `${slug || "figure"}-${wish.figureId}.${EXTENSIONS[format]}`;
}

/** The recipe, as Recipe.to_json in studio/core/recipe.py. */
export function recipeOf(wish: Wish, ingredients: Ingredients, requestId: string): Recipe {
  const { text, prompt, theme, rarity } = ingredients;
  const references = ingredients.references.map(({ sha256, format, width, height }, index) => (
    { sha256, name: `reference-${index + 1}`, format, width, height }
  ));
  return {
    subject: wish.subject,
    text,
    name: wish.name,
    extra: wish.extra,
    prompt,
    theme,
    rarity,
    references,
    mask: null,
    engine: "server",
    model: wish.model,
    size: wish.size,
    quality: wish.quality,
    format: wish.format,
    background: "auto",
    compression: null,
    variation: 0,
    parent_id: null,
    parameters: requestId ? { request_id: requestId } : {},
  };
}

/** The record of a figure that lies at `url`; `workspace` is the one it belongs to. */
export function recordOf(workspace: string, url: string, wish: Wish, recipe: Recipe, made: Made): FigureRecord {
  const { picture, usage } = made;
  return {
    version: RECORD_VERSION,
    id: wish.figureId,
    path: fileName(wish, picture.format),
    sha256: picture.sha256,
    width: picture.width,
    height: picture.height,
    size_bytes: picture.bytes.length,
    format: picture.format,
    recipe,
    engine: recipe.engine,
    model: recipe.model,
    usage,
    cost: null,
    status: "published",
    url,
    rating: 0,
    alt_text: "",
    workspace,
    created_at: new Date().toISOString(),
    deleted_at: null,
  };
}

/** The answer of a call; `path` and `url` are the picture's. */
export function answerOf(path: string, url: string, record: FigureRecord): Answer {
  const { recipe } = record;
  return {
    url,
    path,
    figure: {
      id: record.id,
      subject: recipe.subject,
      prompt: recipe.text,
      promptId: recipe.prompt?.id ?? null,
      themeId: recipe.theme?.id ?? null,
      rarityId: recipe.rarity?.id ?? null,
      model: recipe.model,
      size: recipe.size,
      quality: recipe.quality,
      format: record.format,
      usage: record.usage,
      sha256: record.sha256,
      createdAt: record.created_at,
    },
  };
}

/** A record out of the bucket, where its owner may have put anything; null where it is none. */
export function readRecord(text: string, id: string): FigureRecord | null {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const record = value as FigureRecord | null;
  const isOne = record?.id === id && typeof record.path === "string" && FILE_NAME.test(record.path) &&
    typeof record.sha256 === "string" &&
    typeof record.recipe?.text === "string";
  return isOne ? record : null;
}
