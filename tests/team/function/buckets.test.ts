import assert from "node:assert/strict";

import { put, RECIPES } from "../../../resources/supabase/functions/static-image-generator/buckets.ts";
import type { Caller } from "../../../resources/supabase/functions/static-image-generator/caller.ts";
import { Failure } from "../../../resources/supabase/functions/static-image-generator/failures.ts";

const LEAVE = { bucket: RECIPES, path: "u/a.json", token: "t" };
const OURS = new TextEncoder().encode("our picture");

/** A storage where `lying` is at the path already; `uploads` counts what was tried. */
function storage(lying: Uint8Array) {
  const tried = { uploads: 0 };
  const objects = {
    uploadToSignedUrl: () => {
      tried.uploads += 1;
      return Promise.resolve({ data: null, error: { status: 400, statusCode: "409" } });
    },
    info: () => Promise.resolve({ data: { size: lying.length }, error: null }),
    download: () => Promise.resolve({ data: new Blob([lying.slice()]), error: null }),
  };
  const caller = { team: { storage: { from: () => objects } } } as unknown as Caller;
  return { caller, tried };
}

Deno.test("what lies there already counts as written where it is the very same", async () => {
  const { caller, tried } = storage(OURS.slice());
  await put(caller, LEAVE, OURS, "image/png");
  assert.equal(tried.uploads, 1);
});

for (const other of ["other stuff", "our Picture", "much longer than that"]) {
  Deno.test(`what lies there and differs is never called written: ${other}`, async () => {
    const { caller, tried } = storage(new TextEncoder().encode(other));
    await assert.rejects(put(caller, LEAVE, OURS, "image/png"), Failure);
    assert.equal(tried.uploads, 1);
  });
}
