// Who calls: the user of the token, and the team as that user may see it.

import { createClient, type SupabaseClient } from "@supabase/supabase-js";

import { Failure, teamTrouble } from "./failures.ts";
import type { Settings } from "./settings.ts";

/** `team` acts with the caller's own token, so that the policies of the project decide. */
export type Caller = { userId: string; token: string; team: SupabaseClient };

const TEAM_SECONDS = 30;
const LONGEST_TOKEN = 8_192;

/** Throws Failure: 401 without the token of a signed-in user, 502 where the team cannot say. */
export async function readCaller(request: Request, settings: Settings): Promise<Caller> {
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  if (!token || token.length > LONGEST_TOKEN) throw notSignedIn();
  const team = clientOf(settings, settings.publishableKey, { Authorization: `Bearer ${token}` });
  const { data, error } = await team.auth.getUser(token);
  if (error && (!error.status || error.status >= 500 || error.status === 429)) throw teamTrouble("sign-in");
  if (error || !data.user) throw notSignedIn();
  return { userId: data.user.id, token, team };
}

/** The team as its server, whom no policy binds: for the one thing that no user may do, giving a claim back. */
export function serverOf(settings: Settings): SupabaseClient {
  return clientOf(settings, settings.secretKey, {});
}

function clientOf(settings: Settings, key: string, headers: Record<string, string>): SupabaseClient {
  return createClient(settings.teamUrl, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { headers, fetch: (input, init) => fetch(input, { ...init, signal: withinTime(init?.signal) }) },
  });
}

function withinTime(signal: AbortSignal | null | undefined): AbortSignal {
  const time = AbortSignal.timeout(TEAM_SECONDS * 1000);
  return signal ? AbortSignal.any([signal, time]) : time;
}

function notSignedIn(): Failure {
  return new Failure(401, "not_signed_in", "Sign in first: this call needs the access token of a signed-in user.");
}
