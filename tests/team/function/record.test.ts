import assert from "node:assert/strict";

import { answerOf, fileName, readRecord } from "../../../resources/supabase/functions/static-image-generator/record.ts";
import { wishOf } from "../../../resources/supabase/functions/static-image-generator/wish.ts";

const ID = "0b6cbb0e-6f4f-4a51-9d1a-5f6f0c6a7b11";

for (
  const [title, name] of [
    ["Ada Lovelace, clockwork inventor", `ada-lovelace-clockwork-inventor-${ID}.png`],
    ["Zoë Überglück", `zoe-ubergluck-${ID}.png`],
    ["夜のパン屋", `figure-${ID}.png`],
    ["../../x", `x-${ID}.png`],
    ["ﬁne ½ Ⅷ", `fine-12-viii-${ID}.png`],
    ["a".repeat(300), `${"a".repeat(60)}-${ID}.png`],
    [`${"a".repeat(59)} b`, `${"a".repeat(59)}-${ID}.png`],
  ]
) {
  Deno.test(`a figure of ${JSON.stringify(title.slice(0, 30))} lies at a plain ASCII name`, () => {
    assert.equal(fileName(wishOf({ subject: title, figureId: ID }), "png"), name);
  });
}

Deno.test("the name on the card comes before the subject, and jpeg ends in jpg", () => {
  assert.equal(fileName(wishOf({ subject: "s", name: "N", figureId: ID }), "jpeg"), `n-${ID}.jpg`);
});

Deno.test("a record that someone wrote by hand is read or refused, never trusted with a path", () => {
  const record = { id: ID, path: "a.png", sha256: "00", recipe: { text: "t" }, url: "http://elsewhere/" };
  const read = readRecord(JSON.stringify(record), ID);
  assert(read);
  const answer = answerOf("u/a.png", "http://here/u/a.png", read);
  assert.deepEqual([answer.url, answer.figure.promptId, answer.figure.prompt], ["http://here/u/a.png", null, "t"]);
  for (
    const bad of [
      { ...record, id: "other" },
      { ...record, path: "../b.png" },
      { ...record, path: "x/y.png" },
      { ...record, path: 5 },
      { ...record, sha256: null },
      { ...record, recipe: null },
      null,
      [],
      5,
    ]
  ) assert.equal(readRecord(JSON.stringify(bad), ID), null, JSON.stringify(bad));
  assert.equal(readRecord("{", ID), null);
});
