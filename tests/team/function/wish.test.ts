import assert from "node:assert/strict";

import { Failure } from "../../../resources/supabase/functions/static-image-generator/failures.ts";
import { MAX_BODY, readWish, wishOf } from "../../../resources/supabase/functions/static-image-generator/wish.ts";

const ID = "0b6cbb0e-6f4f-4a51-9d1a-5f6f0c6a7b11";

function refusal(body: Record<string, unknown>): Failure {
  try {
    wishOf(body);
  } catch (error) {
    assert(error instanceof Failure, String(error));
    return error;
  }
  assert.fail(`${JSON.stringify(body)} was accepted`);
}

async function refusalOf(request: Request): Promise<Failure> {
  const error = await readWish(request).catch((error) => error);
  assert(error instanceof Failure, String(error));
  return error;
}

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request("http://x/", { method: "POST", body, headers });
}

Deno.test("a subject alone has the stated defaults", () => {
  const { figureId, isNamed, ...rest } = wishOf({ subject: "  a night baker\r\n" });
  assert.match(figureId, /^[0-9a-f-]{36}$/);
  assert.equal(isNamed, false);
  assert.deepEqual(rest, {
    subject: "a night baker",
    name: "",
    extra: "",
    prompt: null,
    theme: null,
    rarity: null,
    size: "1024x1536",
    quality: "auto",
    model: "gpt-image-2.6-flare",
    format: "png",
    references: [],
  });
});

Deno.test("null means absent in every field but the subject", () => {
  const nulls = Object.fromEntries(
    "name extra prompt theme rarity size quality model format references figureId".split(" ").map((key) => [key, null]),
  );
  assert.equal(wishOf({ subject: "x", ...nulls }).size, "1024x1536");
});

Deno.test("a number is an id and a text is a name, also a text of digits", () => {
  const wish = wishOf({ subject: "x", prompt: 7, theme: "7", rarity: " Epic " });
  assert.deepEqual([wish.prompt, wish.theme, wish.rarity], [7, "7", " Epic "]);
});

Deno.test("a figure id of the caller's is kept in small letters", () => {
  const wish = wishOf({ subject: "x", figureId: ID.toUpperCase() });
  assert.deepEqual([wish.figureId, wish.isNamed], [ID, true]);
});

Deno.test("texts are made well-formed, so that every reader of the record can read it", () => {
  assert.equal(wishOf({ subject: "a\ud800b" }).subject, "a\ufffdb");
  assert.equal(wishOf({ subject: "e\u0301" }).subject, "\u00e9");
});

for (
  const [code, body] of [
    ["subject_missing", {}],
    ["subject_missing", { subject: " \n" }],
    ["text_wanted", { subject: 5 }],
    ["text_wanted", { subject: ["x"] }],
    ["text_wanted", { subject: "a\0b" }],
    ["text_too_long", { subject: "x".repeat(2_001) }],
    ["text_too_long", { subject: "x", name: "n".repeat(121) }],
    ["text_too_long", { subject: "x", extra: "😀".repeat(8_001) }],
    ["field_unknown", { subject: "x", promt: 1 }],
    ["field_unknown", JSON.parse('{"subject": "x", "__proto__": {"quality": "low"}}')],
    ["entry_wanted", { subject: "x", theme: 1.5 }],
    ["entry_wanted", { subject: "x", theme: -1 }],
    ["entry_wanted", { subject: "x", theme: 1e300 }],
    ["entry_wanted", { subject: "x", theme: "" }],
    ["entry_wanted", { subject: "x", rarity: { id: 1 } }],
    ["entry_wanted", { subject: "x", prompt: true }],
    ["text_too_long", { subject: "x", prompt: "p".repeat(256) }],
    ["model_unknown", { subject: "x", model: "dall-e-3" }],
    ["model_unknown", { subject: "x", model: "toString" }],
    ["quality_unknown", { subject: "x", quality: "hd" }],
    ["quality_unknown", { subject: "x", model: "gpt-image-2", quality: "max" }],
    ["size_unknown", { subject: "x", size: "big" }],
    ["size_unknown", { subject: "x", size: "512x512" }],
    ["size_unknown", { subject: "x", size: "1025x1536" }],
    ["size_unknown", { subject: "x", size: "3856x1024" }],
    ["size_unknown", { subject: "x", size: "3840x1024" }],
    ["size_unknown", { subject: "x", size: "3840x3840" }],
    ["format_unknown", { subject: "x", format: "gif" }],
    ["format_unknown", { subject: "x", format: ["png"] }],
    ["references_wanted", { subject: "x", references: "data:" }],
    ["references_wanted", { subject: "x", references: [1] }],
    ["too_many", { subject: "x", references: Array(17).fill("a") }],
    ["figure_id_wanted", { subject: "x", figureId: 5 }],
    ["figure_id_wanted", { subject: "x", figureId: "../../etc/passwd" }],
    ["figure_id_wanted", { subject: "x", figureId: `${ID}\n` }],
  ] as [string, Record<string, unknown>][]
) {
  Deno.test(`${JSON.stringify(body).slice(0, 60)} is refused as ${code}`, () => {
    const failure = refusal(body);
    assert.deepEqual([failure.status, failure.code, failure.isPaid], [422, code, false]);
    assert.match(failure.message, /^[A-Z].*\.$/s);
  });
}

for (const body of ["", "nonsense", "[]", "null", "5", '"x"', '{"subject": "x"', "{'subject': 1}", "\ufeff{"]) {
  Deno.test(`the body ${JSON.stringify(body)} is no JSON object`, async () => {
    const failure = await refusalOf(post(body));
    assert.deepEqual([failure.status, failure.code], [400, "not_json"]);
  });
}

Deno.test("a body that is not UTF-8 is refused", async () => {
  const failure = await refusalOf(post(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])));
  assert.equal(failure.code, "not_json");
});

Deno.test("JSON that is nested a hundred thousand deep is refused in good order", async () => {
  const failure = await refusalOf(post(`{"subject": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`));
  assert.deepEqual([failure.status, failure.code], [422, "text_wanted"]);
});

Deno.test("a body that says it is too large is refused unread", async () => {
  const failure = await refusalOf(post("{}", { "content-length": String(MAX_BODY + 1) }));
  assert.deepEqual([failure.status, failure.code], [413, "too_large"]);
});

Deno.test("a body that does not say how large it is is read no further than allowed", async () => {
  let given = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += 1 << 20;
      controller.enqueue(new Uint8Array(1 << 20));
    },
  });
  const failure = await refusalOf(post(endless));
  assert.equal(failure.status, 413);
  assert(given <= MAX_BODY + (4 << 20), `${given} bytes were read`);
});

Deno.test("a body that breaks off is told as that", async () => {
  const cut = new ReadableStream({
    pull: (controller) => controller.error(new Error("connection reset")),
  });
  assert.deepEqual((await refusalOf(post(cut))).code, "cut_off");
});
