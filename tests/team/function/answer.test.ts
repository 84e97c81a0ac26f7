import assert from "node:assert/strict";

import { readAnswer } from "../../../resources/supabase/functions/static-image-generator/answer.ts";
import { bytesOfBase64 } from "../../../resources/supabase/functions/static-image-generator/base64.ts";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function answer(value: unknown, indent = 0) {
  return readAnswer(new TextEncoder().encode(JSON.stringify(value, null, indent)));
}

Deno.test("base64 of every length comes out as it went in", () => {
  for (let length = 1; length < 70; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    assert.deepEqual(bytesOfBase64(btoa(String.fromCharCode(...bytes))), bytes);
  }
});

for (const text of ["", "A", "AA", "AAA", "AA=A", "A===", "====", "AA\n=", "AA-_", "ÄÄÄÄ", "AAAA=", "AAAA AAAA"]) {
  Deno.test(`${JSON.stringify(text)} is no base64`, () => assert.equal(bytesOfBase64(text), null));
}

Deno.test("the picture is found whatever stands around it", async () => {
  const wordy = {
    created: 5,
    note: "“ä” ".repeat(999),
    data: [{ revised_prompt: "é", b64_json: PNG }],
    usage: { n: 1 },
  };
  for (const indent of [0, 2]) {
    const { picture, usage } = await answer(wordy, indent);
    assert.deepEqual([picture?.width, picture?.height, usage], [1, 1, { n: 1 }]);
  }
});

Deno.test("a picture that is not where it should be is none", async () => {
  for (
    const value of [
      { b64_json: PNG },
      { data: { b64_json: PNG } },
      { data: [{}, { b64_json: PNG }] },
      { data: [{ b64_json: null }] },
      { data: [{ b64_json: "" }] },
      { data: [{ url: "http://x/" }] },
      { data: [{ b64_json: PNG.slice(0, -8) }] },
      { text: `{"data":[{"b64_json":"${PNG}"}]}` },
      [PNG],
      null,
    ]
  ) assert.equal((await answer(value)).picture, null, JSON.stringify(value));
  const whole = JSON.stringify({ data: [{ b64_json: PNG }] });
  for (const end of [5, 30, whole.length - 4]) {
    assert.equal((await readAnswer(new TextEncoder().encode(whole.slice(0, end)))).picture, null);
  }
});
