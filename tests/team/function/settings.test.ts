import assert from "node:assert/strict";

import { Failure } from "../../../resources/supabase/functions/static-image-generator/failures.ts";
import { readSettings } from "../../../resources/supabase/functions/static-image-generator/settings.ts";

const GIVEN: Record<string, string> = {
  SUPABASE_URL: "https://ref.supabase.co/",
  SUPABASE_ANON_KEY: "anon",
  SUPABASE_SERVICE_ROLE_KEY: "service",
};

function settings(more: Record<string, string> = {}) {
  const all = { ...GIVEN, ...more };
  return readSettings((name) => all[name]);
}

Deno.test("what Supabase fills in is enough to begin with", () => {
  assert.deepEqual(settings(), {
    teamUrl: "https://ref.supabase.co",
    publicUrl: "https://ref.supabase.co",
    publishableKey: "anon",
    secretKey: "service",
    openaiUrl: "https://api.openai.com/v1",
    openaiKey: "",
    figuresPerDay: 25,
    replySeconds: 140,
    makingSeconds: 330,
  });
});

Deno.test("the newer keys by name come before the older ones", () => {
  const { publishableKey, secretKey } = settings({
    SUPABASE_PUBLISHABLE_KEYS: '{"default": "sb_publishable_1"}',
    SUPABASE_SECRET_KEYS: '{"other": "sb_secret_2"}',
  });
  assert.deepEqual([publishableKey, secretKey], ["sb_publishable_1", "sb_secret_2"]);
});

Deno.test("keys by name that are no JSON do not hide the older ones", () => {
  assert.equal(settings({ SUPABASE_SECRET_KEYS: "{" }).secretKey, "service");
});

Deno.test("a limit of no figures is a limit", () => {
  assert.equal(settings({ FIGURES_PER_DAY: "0" }).figuresPerDay, 0);
});

for (
  const [name, value] of [
    ["FIGURES_PER_DAY", "many"],
    ["FIGURES_PER_DAY", "-1"],
    ["OPENAI_BASE_URL", "api.openai.com"],
    ["OPENAI_BASE_URL", "https://user:word@host/v1"],
    ["FIGURES_PUBLIC_URL", "ftp://x"],
    ["SUPABASE_URL", ""],
    ["SUPABASE_ANON_KEY", ""],
    ["SUPABASE_SERVICE_ROLE_KEY", ""],
  ]
) {
  Deno.test(`${name}=${value} is told by its name, never by its value`, () => {
    assert.throws(() => settings({ [name]: value }), (error: unknown) => {
      assert(error instanceof Failure);
      assert.deepEqual([error.status, error.code], [502, "not_set_up"]);
      assert(error.message.includes(name));
      assert(!value || !error.message.includes(value));
      return true;
    });
  });
}
