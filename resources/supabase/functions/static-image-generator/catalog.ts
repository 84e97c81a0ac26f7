// The team's catalog: one entry of it by id or by name, read with the caller's token.

import type { SupabaseClient } from "@supabase/supabase-js";

import { Failure, teamTrouble, wrongField } from "./failures.ts";
import type { Json } from "./prompt/values.ts";
import type { EntryKey } from "./wish.ts";

export type Kind = "prompts" | "themes" | "rarity";

/** A row as a recipe freezes it (studio/core/catalog.py, Entry.to_json). `value` is the template or the details. */
export type Entry = {
  kind: Kind;
  id: number;
  name: string | null;
  value: Json;
  created_at: string;
  updated_at: string | null;
};

const WORDS: Record<Kind, string> = { prompts: "prompt template", themes: "theme", rarity: "rarity level" };
const FIELDS: Record<Kind, string> = { prompts: "template", themes: "details", rarity: "details" };
const MOST = 100;

/** The entry of a key, null for null. Throws Failure: 404 where there is none, 422 where the name is not one entry's. */
export async function findEntry(team: SupabaseClient, kind: Kind, key: EntryKey): Promise<Entry | null> {
  if (key === null) return null;
  const entries = typeof key === "number" ? await byId(team, kind, key) : await byName(team, kind, key);
  if (entries.length === 0) throw new Failure(404, "entry_missing", `There is no ${WORDS[kind]} ${shown(key)}.`);
  if (entries.length > 1) {
    const ids = entries.map((entry) => entry.id).join(" and ");
    throw wrongField(
      "entry_ambiguous",
      `More than one ${WORDS[kind]} is called ${shown(key)}. Name it by its id: ${ids}.`,
    );
  }
  return entries[0];
}

/** The prompt template of a key; without a key the one with the lowest id. Throws Failure as findEntry. */
export async function findPrompt(team: SupabaseClient, key: EntryKey): Promise<Entry> {
  const entry = await findEntry(team, "prompts", key) ?? await firstPrompt(team);
  if (!entry) throw new Failure(404, "entry_missing", "The catalog holds no prompt template yet.");
  return entry;
}

async function firstPrompt(team: SupabaseClient): Promise<Entry | undefined> {
  return (await entriesOf("prompts", select(team, "prompts").order("id").limit(1))).at(0);
}

function byId(team: SupabaseClient, kind: Kind, id: number): Promise<Entry[]> {
  return entriesOf(kind, select(team, kind).eq("id", id));
}

/** By the exact name, else by the name in whatever letter case; the pattern may match more (PostgREST reads * as %). */
async function byName(team: SupabaseClient, kind: Kind, name: string): Promise<Entry[]> {
  const exact = await entriesOf(kind, select(team, kind).eq("name", name).order("id").limit(MOST));
  if (exact.length > 0) return exact;
  const pattern = name.replace(/[\\%_]/g, "\\$&");
  const alike = await entriesOf(kind, select(team, kind).ilike("name", pattern).order("id").limit(MOST));
  return alike.filter((entry) => entry.name?.toLowerCase() === name.toLowerCase());
}

function select(team: SupabaseClient, kind: Kind) {
  return team.from(kind).select(`id, name, value:${FIELDS[kind]}, created_at, updated_at`);
}

async function entriesOf(kind: Kind, query: PromiseLike<{ data: unknown; error: unknown }>): Promise<Entry[]> {
  const { data, error } = await query;
  if (error) throw teamTrouble("catalog");
  return (data as Omit<Entry, "kind">[]).map((row) => ({ kind, ...row }));
}

function shown(key: number | string): string {
  return typeof key === "number" ? `with the id ${key}` : `“${key}”`;
}
