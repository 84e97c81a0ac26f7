// A Supabase project on this computer: @supabase/lite over PostgreSQL, with what a hosted project does differently.
//
// The first line on stdin is JSON: { database, port, keys: { publishable, secret }, jwtSecret, config, mails, isNew,
// migrate }. Later lines are JSON too: { functions: URL }, { ward: PID, folder } (a process that must not outlive this
// one, and what it leaves behind), { forget: true } (drop every file and letter). When stdin ends, so does everything.
// The working directory holds supabase/migrations.
//
// Rows, row security, sign-in and the rules of storage are lite's and PostgreSQL's. Rewritten here, and therefore
// only our word for it: claims of the token, times, one level of a listing, what is told about a file, signed links, the
// admin's call on users.

import { createHash, createHmac } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { App, recordVersion } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { sql } from "kysely";

console.log = console.error; // stdout is only for whoever started this; the log is on stderr
const say = (word) => process.stdout.write(`${word}\n`);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const settings = JSON.parse((await lines.next()).value);
const wards = [];
const leavings = [];
let functions = null;

class Files {
  driver = null;
  #files = new Map();

  forget() {
    this.#files.clear();
  }

  #metadata(file) {
    return {
      cacheControl: "no-cache",
      contentLength: file.data.length,
      size: file.data.length,
      mimetype: file.type,
      lastModified: file.at,
      eTag: `"${createHash("md5").update(file.data).digest("hex")}"`,
    };
  }

  #file(bucket, key) {
    const file = this.#files.get(`${bucket}/${key}`);
    if (file) return file;
    throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  }

  async uploadObject(bucket, key, _version, body, type) {
    const data = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(await new Response(body).arrayBuffer());
    const file = { data, type, at: new Date() };
    this.#files.set(`${bucket}/${key}`, file);
    return this.#metadata(file);
  }

  async getObject(bucket, key) {
    const file = this.#file(bucket, key);
    return { httpStatusCode: 200, metadata: this.#metadata(file), body: new Blob([file.data]).stream() };
  }

  async headObject(bucket, key) {
    return this.#metadata(this.#file(bucket, key));
  }

  async copyObject(bucket, key, _version, toBucket, toKey) {
    const file = { ...this.#file(bucket, key), at: new Date() };
    this.#files.set(`${toBucket}/${toKey}`, file);
    return { httpStatusCode: 200, ...this.#metadata(file) };
  }

  async deleteObject(bucket, key) {
    this.#files.delete(`${bucket}/${key}`);
  }

  async deleteObjects(bucket, keys) {
    for (const key of keys) this.#files.delete(`${bucket}/${key}`);
  }

  async privateAssetUrl(bucket, key) {
    return `memory:${bucket}/${key}`;
  }
}

const files = new Files();
const mail = { send: async (letter) => appendFileSync(settings.mails, JSON.stringify(letter) + "\n") };
// lite hands objects among a function's arguments over as JSON text, of which its driver would make a JSON string
const isJsonText = (value) => typeof value === "string" && /^[{[]/.test(value);
const asJson = { serialize: (value) => (isJsonText(value) ? value : JSON.stringify(value)), parse: JSON.parse };
const postgresOptions = {
  onnotice: () => {},
  types: { json: { to: 114, from: [114], ...asJson }, jsonb: { to: 3802, from: [3802], ...asJson } },
};
const app = new App({
  ...settings.config,
  connection: createPostgresConnection({ url: settings.database, postgresOptions }),
  options: { drivers: { email: mail }, server: { admin: false } },
});
app._storageAdapter = files;
await app.init();
await app.ensureSystemSchema();
const database = app.connection.kysely;

// A hosted project grants everything to the roles of its API when a table is made; lite does so at its first request,
// to every table that is there by then, and would undo what the migrations take away.
if (settings.isNew) {
  await app.connection.ensureRlsContext();
  await sql.raw(`
    grant usage on schema public, auth, storage to anon, authenticated, service_role;
    alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
    alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
    alter default privileges in schema public grant execute on functions to anon, authenticated, service_role;
  `).execute(database);
}
app.connection.rlsState = "active";

// As `supabase db push` does: each file in a transaction of its own, noted in supabase_migrations.schema_migrations.
if (settings.migrate) {
  for (const file of readdirSync("supabase/migrations").sort()) {
    const text = readFileSync(`supabase/migrations/${file}`, "utf8");
    const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file);
    await sql.raw(text).execute(database);
    await recordVersion(app.connection, { version, name, statements: [text] });
  }
}

const STAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(?::?(\d\d))?$/;

// PostgREST and GoTrue write times as ISO 8601.
function withIsoTimes(value) {
  if (typeof value === "string") {
    const [, day, time, hours, minutes] = STAMP.exec(value) ?? [];
    return day ? `${day}T${time}${hours}:${minutes ?? "00"}` : value;
  }
  if (Array.isArray(value)) return value.map(withIsoTimes);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withIsoTimes(each)]));
}

const inBase64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// GoTrue writes both kinds of metadata into the access token, where policies read them.
function withMetadata(token, user) {
  const [head, claims] = token.split(".");
  const all = { ...JSON.parse(Buffer.from(claims, "base64url")), app_metadata: user.app_metadata ?? {} };
  all.user_metadata = user.user_metadata ?? {};
  const signed = `${head}.${inBase64(all)}`;
  return `${signed}.${createHmac("sha256", settings.jwtSecret).update(signed).digest("base64url")}`;
}

// storage-api lists one level below the prefix, folders with a null id, and searches by the beginning of the name.
async function listing(request, context) {
  const wish = await request.json();
  const prefix = wish.prefix ? wish.prefix.replace(/\/+$/, "") + "/" : "";
  const headers = new Headers([...request.headers].filter(([name]) => name !== "content-length"));
  const body = JSON.stringify({ prefix, limit: 100_000, offset: 0 });
  const answer = await app.fetch(new Request(request.url, { method: "POST", headers, body }), context);
  if (!answer.ok) return answer;
  const rows = new Map();
  const folder = { id: null, updated_at: null, created_at: null, last_accessed_at: null, metadata: null };
  for (const file of withIsoTimes(await answer.json())) {
    if (!file.name.startsWith(prefix)) continue;
    const [first, ...deeper] = file.name.slice(prefix.length).split("/");
    rows.set(first + (deeper.length ? "/" : ""), { ...(deeper.length ? folder : file), name: first });
  }
  const column = wish.sortBy?.column ?? "name";
  const sign = wish.sortBy?.order === "desc" ? -1 : 1;
  const offset = wish.offset ?? 0;
  const found = [...rows.values()]
    .filter((row) => row.name.toLowerCase().startsWith((wish.search ?? "").toLowerCase()))
    .sort((one, other) => sign * ((one[column] ?? "") < (other[column] ?? "") ? -1 : 1));
  return Response.json(found.slice(offset, offset + (wish.limit ?? 100)));
}

// storage-api tells about a file in one flat object.
function information({ id, name, version, bucket_id, metadata, user_metadata, updated_at, created_at }) {
  const { size = null, mimetype: content_type = null, cacheControl: cache_control = null, eTag: etag = null } = metadata;
  const told = { id, name, version, bucket_id, size, content_type, cache_control, etag, metadata: user_metadata };
  return { ...told, last_modified: updated_at, created_at };
}

// The one call of the admin's API that lite lacks and tests need: what the project's owner writes about a user.
// lite keeps raw_app_meta_data as a JSON text inside the jsonb; a hosted project keeps the object.
async function describeUser(request, id) {
  const isSecret = request.headers.get("apikey") === settings.keys.secret;
  if (!isSecret) return Response.json({ code: 401, error_code: "no_authorization", msg: "secret key needed" }, { status: 401 });
  const added = JSON.stringify((await request.json()).app_metadata ?? {});
  const { rows } = await sql`
    update auth.users
    set raw_app_meta_data = to_jsonb((coalesce((raw_app_meta_data #>> '{}')::jsonb, '{}') || ${added}::text::jsonb)::text)
    where id = ${id}::uuid
    returning id, aud, role, email, created_at, raw_app_meta_data #>> '{}' as app, raw_user_meta_data #>> '{}' as own
  `.execute(database);
  if (!rows.length) return Response.json({ code: 404, error_code: "user_not_found", msg: "User not found" }, { status: 404 });
  const [{ app: app_metadata, own, created_at, ...user }] = rows;
  const metadata = { app_metadata: JSON.parse(app_metadata), user_metadata: JSON.parse(own ?? "{}"), identities: [] };
  return Response.json({ ...user, ...metadata, created_at: withIsoTimes(created_at) });
}

async function answer(asked, context) {
  // storage-api has this longer form of a private download as well
  const request = new Request(asked.url.replace("/storage/v1/object/authenticated/", "/storage/v1/object/"), asked);
  const { pathname, search } = new URL(request.url);
  if (pathname.startsWith("/functions/v1/")) {
    if (!functions) return Response.json({ code: "NOT_FOUND", message: "Requested function was not found" }, { status: 404 });
    const { method, body } = request;
    const headers = new Headers(request.headers);
    headers.set("accept-encoding", "identity"); // fetch would unpack the answer and still call it packed
    headers.delete("transfer-encoding"); // fetch sees to it, and refuses to be told
    return fetch(functions + pathname.slice("/functions/v1".length) + search, { method, headers, body, duplex: "half" });
  }
  const user = /^\/auth\/v1\/admin\/users\/([0-9a-f-]{36})$/.exec(pathname);
  if (user && request.method === "PUT") return describeUser(request, user[1]);
  if (request.method === "POST" && pathname.startsWith("/storage/v1/object/list/")) return listing(request, context);

  const given = await app.fetch(request, context);
  // what is refused unread would lie in the way of the next request on its connection
  if (!request.bodyUsed) await request.body?.pipeTo(new WritableStream());
  const isFile = pathname.startsWith("/storage/v1/object/") && request.method === "GET" && !pathname.includes("/info/");
  if (isFile || given.status === 204 || !given.headers.get("content-type")?.includes("json")) return given;
  const text = await given.text();
  if (!text) return new Response(text, given);
  let body = withIsoTimes(JSON.parse(text));
  if (pathname.startsWith("/auth/v1/") && body?.access_token && body.user) {
    body.access_token = withMetadata(body.access_token, body.user);
  }
  if (pathname.startsWith("/storage/v1/object/") && body?.signedUrl) {
    body[pathname.includes("/upload/") ? "url" : "signedURL"] = body.signedUrl.replace(/^\/storage\/v1/, "");
  }
  if (pathname.startsWith("/storage/v1/object/info/") && given.ok) body = information(body);
  const headers = new Headers(given.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status: given.status, headers });
}

serve(
  {
    port: settings.port,
    hostname: "127.0.0.1",
    fetch: (request, env) => answer(request, { peerAddress: env.incoming.socket.remoteAddress ?? null }),
  },
  ({ port }) => say(`ready ${port}`),
);

// Whether the process was there to hear it. One that has ended and that nobody has buried hears nothing any more.
function signal(ward, name) {
  try {
    return process.kill(ward, name) && !isDead(ward);
  } catch {
    return false;
  }
}

function isDead(ward) {
  try {
    return / Z \d+ /.test(readFileSync(`/proc/${ward}/stat`, "latin1").split(")").pop());
  } catch {
    return false; // no Linux, or gone: the signal tells
  }
}

async function end() {
  for (const ward of wards) signal(ward, "SIGQUIT"); // to PostgreSQL: at once
  for (let tries = 0; tries < 80 && wards.some((ward) => signal(ward, 0)); tries++) await setTimeout(25);
  for (const folder of leavings) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
process.on("SIGTERM", end);

for await (const line of lines) {
  const order = JSON.parse(line);
  if ("functions" in order) functions = order.functions;
  if (order.ward) wards.push(order.ward);
  if (order.folder) leavings.push(order.folder);
  if (order.forget) {
    files.forget();
    writeFileSync(settings.mails, "");
  }
  say("done");
}
await end();
