import assert from "node:assert/strict";

import { handle } from "../../../resources/supabase/functions/static-image-generator/index.ts";

const SECRETS = { OPENAI_API_KEY: "sk-very-secret", SUPABASE_SERVICE_ROLE_KEY: "service-very-secret" };
const GIVEN: Record<string, string> = {
  SUPABASE_URL: "http://127.0.0.1:1", // nobody answers there
  SUPABASE_ANON_KEY: "anon",
  ...SECRETS,
};

/** The answer to a request, and what was logged meanwhile. */
async function ask(init: RequestInit, given = GIVEN): Promise<{ response: Response; error: Told; log: string }> {
  const lines: string[] = [];
  const { error, log, warn } = console;
  console.error = console.log = console.warn = (...parts: unknown[]) => lines.push(parts.map(String).join(" "));
  try {
    const response = await handle(new Request("http://x/static-image-generator", init), (name) => given[name]);
    const body = response.status === 204 ? {} : await response.json();
    return { response, error: body.error, log: lines.join("\n") };
  } finally {
    Object.assign(console, { error, log, warn });
  }
}

type Told = { code: string; message: string };

Deno.test("an app on any origin may ask first, and then call", async () => {
  const { response } = await ask({ method: "OPTIONS", headers: { origin: "https://app.example" } });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  for (const name of ["authorization", "apikey", "content-type", "x-client-info"]) {
    assert(response.headers.get("access-control-allow-headers")?.includes(name), name);
  }
  assert.equal(response.headers.get("access-control-allow-methods"), "GET, POST, OPTIONS");
});

Deno.test("refusals can be read by an app of any origin too, and are not kept", async () => {
  const { response } = await ask({ method: "POST", body: "{}" });
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("content-type"), "application/json");
});

for (const authorization of ["", "Bearer ", "Basic abc", "Bearer a b", `Bearer ${"x".repeat(9_000)}`]) {
  Deno.test(`${JSON.stringify(authorization.slice(0, 20))} is nobody`, async () => {
    for (const method of ["GET", "POST"]) {
      const { response, error } = await ask({ method, headers: { authorization } });
      assert.deepEqual([response.status, error.code], [401, "not_signed_in"]);
    }
  });
}

for (const method of ["PUT", "DELETE", "PATCH"]) {
  Deno.test(`${method} is answered with what is known instead`, async () => {
    const { response, error } = await ask({ method });
    assert.deepEqual([response.status, error.code], [405, "method_unknown"]);
    assert.equal(response.headers.get("allow"), "GET, POST, OPTIONS");
  });
}

Deno.test("a team that cannot be reached is trouble of the team's, and no one is told that the token is wrong", async () => {
  const { response, error, log } = await ask({
    method: "GET",
    headers: { authorization: "Bearer a.very-secret.token" },
  });
  assert.deepEqual([response.status, error.code], [502, "team_trouble"]);
  assert(!(log + JSON.stringify(error)).includes("very-secret"), log);
});

Deno.test("a function that is not set up says what is missing", async () => {
  const { response, error, log } = await ask({ method: "POST" }, { ...GIVEN, FIGURES_PER_DAY: "x" });
  assert.deepEqual([response.status, error.code], [502, "not_set_up"]);
  assert(error.message.includes("FIGURES_PER_DAY"));
  assert(!log.includes("very-secret"), log);
});
