// What variables hold: normalised values, equal on both engines.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type EntryInput = { name: string | null; details: Json };
export type PromptInput = {
  subject: string;
  name?: string | null;
  extra?: string | null;
  theme?: EntryInput | null;
  rarity?: EntryInput | null;
};

export function normalText(text: string): string {
  return text.replace(/\r\n?/g, "\n").toWellFormed().normalize("NFC");
}

export function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0xdc00 && code <= 0xdfff) length--;
  }
  return length;
}

export type Value = null | boolean | string | Value[] | { [key: string]: Value };

function normalValue(value: Json): Value {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return normalText(value);
  if (Array.isArray(value)) return value.map(normalValue);
  const members: { [key: string]: Value } = Object.create(null);
  for (const [key, item] of Object.entries(value)) members[normalText(key)] = normalValue(item);
  return members;
}

export function variablesOf(input: PromptInput): { [key: string]: Value } {
  const entry = (given: EntryInput | null | undefined) =>
    normalValue(given ? { name: given.name ?? null, details: given.details ?? null } : null);
  const variables: { [key: string]: Value } = Object.create(null);
  variables.subject = normalValue(input.subject || null);
  variables.name = normalValue(input.name || null);
  variables.extra = normalValue(input.extra || null);
  variables.theme = entry(input.theme);
  variables.rarity = entry(input.rarity);
  return variables;
}
