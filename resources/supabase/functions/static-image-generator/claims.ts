// Claims: a row set down before paying, so that one figure is paid for once and a day has a limit.
//
// Relied on, of the table figure_claims (migrations/*_claims.sql):
// - `id` is unique over all users, and a user can insert nothing but the id: `author` and `at` are the database's own;
// - a user sees the own rows only, and can neither change nor remove them, which is what makes the count a limit;
// - the server (SUPABASE_SECRET_KEYS) removes a claim whose attempt surely was not billed; it may be made again.

import { type Caller, serverOf } from "./caller.ts";
import { Failure, teamTrouble } from "./failures.ts";
import type { Settings } from "./settings.ts";

/** Seconds that saving takes at most after the picture has come. */
const SAVING_SECONDS = 60;

/** How often a claim is tried that someone has and no one is seen to have. */
const TRIES = 5;

const DUPLICATE = "23505";
const NOT_ALLOWED = "42501";

/** `isOver`: whatever happened under it has ended, well or badly. */
export type Claim = { isOver: boolean };

export class Claims {
  private readonly caller: Caller;
  private readonly settings: Settings;
  private takenAt = "";

  constructor(caller: Caller, settings: Settings) {
    this.caller = caller;
    this.settings = settings;
  }

  /** The caller's claim on a figure, or null. */
  async find(figureId: string): Promise<Claim | null> {
    const { data, error } = await this.table().select("at").eq("id", figureId).maybeSingle();
    if (error) throw teamTrouble("database");
    if (!data) return null;
    const age = Date.now() - Date.parse(data.at);
    return { isOver: age > (this.settings.makingSeconds + SAVING_SECONDS) * 1000 };
  }

  /** Claims a figure; false where the caller has a claim on it already. Throws Failure: 409 another's, 429 day full. */
  async take(figureId: string): Promise<boolean> {
    for (let trial = 1; !await this.add(figureId); trial++) {
      if (await this.find(figureId)) return false;
      if (trial < TRIES) continue; // it was the caller's own, and has just been given back
      throw new Failure(409, "figure_taken", "This figureId belongs to someone else's figure. Take a new one.");
    }
    await this.checkDay(figureId);
    return true;
  }

  /** Claims of this day (UTC), running ones included. */
  async usedToday(): Promise<number> {
    const midnight = new Date().toISOString().slice(0, 10);
    const { count, error } = await this.table().select("id", { count: "exact", head: true }).gte("at", midnight);
    if (error || count === null) throw teamTrouble("database");
    return count;
  }

  /** Gives back the claim that was taken here, because nothing was billed; where that fails it stays, at no cost. */
  async giveBack(figureId: string): Promise<void> {
    const mine = { id: figureId, author: this.caller.userId, at: this.takenAt }; // never one that was taken since
    const { error } = await serverOf(this.settings).from("figure_claims").delete().match(mine);
    if (error) console.error("claim not given back", figureId, error.code);
  }

  /** False where anybody has a claim on the figure. */
  private async add(figureId: string): Promise<boolean> {
    const { data, error } = await this.table().insert({ id: figureId }).select("at").maybeSingle();
    this.takenAt = data?.at ?? "";
    if (error?.code === NOT_ALLOWED) throw new Failure(403, "not_allowed", "You may not make figures in this team.");
    if (error && error.code !== DUPLICATE) throw teamTrouble("database");
    return !error;
  }

  /** Counts after claiming: of two calls at once at the limit both may be refused, but never both be let in. */
  private async checkDay(figureId: string): Promise<void> {
    const { figuresPerDay } = this.settings;
    const used = await this.usedToday().catch(async (error) => {
      await this.giveBack(figureId);
      throw error;
    });
    if (used <= figuresPerDay) return;
    await this.giveBack(figureId);
    const message = `You have made your ${figuresPerDay} figures of today. The next day begins at midnight UTC.`;
    throw new Failure(429, "day_full", message, { retryAfter: secondsToMidnight() });
  }

  private table() {
    return this.caller.team.from("figure_claims");
  }
}

function secondsToMidnight(): number {
  const day = 86_400_000;
  return Math.ceil((day - (Date.now() % day)) / 1000);
}
