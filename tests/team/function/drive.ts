// Calls single parts of the function for tests in Python: deno run drive.ts < calls.json
// Each call is {part, …}; answers are in the same order. What was logged comes along, for secrets to be looked for in.
import { bytesOfBase64 } from "../../../resources/supabase/functions/static-image-generator/base64.ts";
import { Failure } from "../../../resources/supabase/functions/static-image-generator/failures.ts";
import { MODELS, modelsWithin } from "../../../resources/supabase/functions/static-image-generator/models.ts";
import { makePicture } from "../../../resources/supabase/functions/static-image-generator/openai.ts";
import { inspect } from "../../../resources/supabase/functions/static-image-generator/picture.ts";
import { readSettings } from "../../../resources/supabase/functions/static-image-generator/settings.ts";
import { wishOf } from "../../../resources/supabase/functions/static-image-generator/wish.ts";

type Call =
  | { part: "models"; seconds: number }
  | { part: "inspect"; data: string }
  | { part: "make"; settings: Record<string, string>; wish: Record<string, unknown>; references: string[] };

const TEAM = { SUPABASE_URL: "http://127.0.0.1:1", SUPABASE_ANON_KEY: "anon", SUPABASE_SERVICE_ROLE_KEY: "service" };

async function pictureOf(data: string) {
  const picture = await inspect(bytesOfBase64(data) ?? new Uint8Array());
  return picture && { ...picture, bytes: picture.bytes.length };
}

async function answer(call: Call): Promise<unknown> {
  if (call.part === "models") return { models: MODELS, offered: modelsWithin(call.seconds) };
  if (call.part === "inspect") return await pictureOf(call.data);
  const given: Record<string, string> = { ...TEAM, ...call.settings };
  const references = await Promise.all(call.references.map((data) => inspect(bytesOfBase64(data)!)));
  try {
    const settings = readSettings((name) => given[name]);
    const made = await makePicture(settings, wishOf(call.wish), "the whole prompt", references.map((each) => each!));
    return { ...made, picture: { ...made.picture, bytes: made.picture.bytes.length } };
  } catch (error) {
    if (!(error instanceof Failure)) return { crash: String(error) };
    return { failure: { ...error, message: error.message } };
  }
}

const answers: unknown[] = [];
for (const call of await new Response(Deno.stdin.readable).json()) answers.push(await answer(call));
await new Blob([JSON.stringify(answers)]).stream().pipeTo(Deno.stdout.writable);
