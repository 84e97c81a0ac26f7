// What the mobile app does: sign in, read the catalog, have a figure made, look at it at its public address.
// node call.mjs URL KEY EMAIL PASSWORD PACKAGES; the answer of the function and what lies at its address go to stdout.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";

const [url, key, email, password, packages] = process.argv.slice(2);
const { createClient } = createRequire(join(packages, "package.json"))("@supabase/supabase-js");

function sure({ data, error }) {
  if (error) throw error;
  return data;
}

const team = createClient(url, key, { auth: { persistSession: false } });
sure(await team.auth.signInWithPassword({ email, password }));
const [theme] = sure(await team.from("themes").select("id, name").eq("name", "Neon Arcade"));
const [rarity] = sure(await team.from("rarity").select("id, name").order("id").limit(1));
const body = { subject: "a night baker", theme: theme.name, rarity: rarity.id };
const answer = sure(await team.functions.invoke("static-image-generator", { body }));
const picture = await fetch(answer.url); // no key: the address is public
const bytes = Buffer.from(await picture.arrayBuffer());
const seen = { status: picture.status, type: picture.headers.get("content-type") };
const sha256 = createHash("sha256").update(bytes).digest("hex");
console.log(JSON.stringify({ answer, catalog: { theme, rarity }, picture: { ...seen, sha256 } }));
await team.auth.signOut();
