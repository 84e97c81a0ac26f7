// What the team has set: Supabase fills in its own names, the rest are secrets of the project.

import { Failure } from "./failures.ts";

/** Addresses have no slash at their end; keys never leave request headers. */
export type Settings = {
  teamUrl: string;
  publicUrl: string;
  publishableKey: string;
  secretKey: string;
  openaiUrl: string;
  openaiKey: string;
  figuresPerDay: number;
  replySeconds: number;
  makingSeconds: number;
};

const OFFICIAL_OPENAI = "https://api.openai.com/v1";
const FIGURES_PER_DAY = 25;

/** Hosted functions must begin to answer within 150 s (supabase.com/docs/guides/functions/limits). */
const REPLY_SECONDS = 140;

/** A paid project's worker lives for 400 s; a picture that comes after the reply is still kept. */
const MAKING_SECONDS = 330;

/** Throws Failure (502, not_set_up) where something is missing or no number. */
export function readSettings(read: (name: string) => string | undefined): Settings {
  const teamUrl = address(read("SUPABASE_URL") ?? "", "SUPABASE_URL");
  return {
    teamUrl,
    publicUrl: address(read("FIGURES_PUBLIC_URL") || teamUrl, "FIGURES_PUBLIC_URL"),
    publishableKey: namedKey(read("SUPABASE_PUBLISHABLE_KEYS")) ||
      given(read("SUPABASE_ANON_KEY"), "SUPABASE_ANON_KEY"),
    secretKey: namedKey(read("SUPABASE_SECRET_KEYS")) ||
      given(read("SUPABASE_SERVICE_ROLE_KEY"), "SUPABASE_SERVICE_ROLE_KEY"),
    openaiUrl: address(read("OPENAI_BASE_URL") || OFFICIAL_OPENAI, "OPENAI_BASE_URL"),
    openaiKey: read("OPENAI_API_KEY")?.trim() ?? "",
    figuresPerDay: count(read("FIGURES_PER_DAY"), FIGURES_PER_DAY, "FIGURES_PER_DAY"),
    replySeconds: count(read("REPLY_SECONDS"), REPLY_SECONDS, "REPLY_SECONDS"),
    makingSeconds: count(read("MAKING_SECONDS"), MAKING_SECONDS, "MAKING_SECONDS"),
  };
}

/** Supabase's newer form: a JSON object of keys by name. */
function namedKey(text: string | undefined): string {
  try {
    const keys = JSON.parse(text ?? "{}");
    return String(keys.default ?? Object.values(keys)[0] ?? "");
  } catch {
    return "";
  }
}

function given(text: string | undefined, name: string): string {
  if (!text) throw notSetUp(name);
  return text;
}

function address(text: string, name: string): string {
  if (!/^https?:\/\/[^\s?#@]+$/.test(text)) throw notSetUp(name);
  return text.replace(/\/+$/, "");
}

function count(text: string | undefined, usual: number, name: string): number {
  if (!text) return usual;
  if (!/^\d{1,6}$/.test(text)) throw notSetUp(name);
  return Number(text);
}

/** An admin of the project has to set or mend a secret. */
export function notSetUp(name: string): Failure {
  return new Failure(502, "not_set_up", `This function is not set up: an admin of the team has to set ${name}.`);
}
