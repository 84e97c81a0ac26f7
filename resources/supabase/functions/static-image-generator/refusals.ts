// What OpenAI answered in place of a picture, in plain words: the first rule that fits builds the Failure.
// The twin of studio/backend/engines/openai/replies.py.

import { Failure } from "./failures.ts";

type Reply = { status: number; headers: Headers; error: ServiceError; requestId: string; key: string };
type ServiceError = { message: string; code: string; type: string; param: string; stage: string; categories: string[] };
type Rule = [fits: (reply: Reply) => boolean, build: (reply: Reply) => Failure];

const NO_CREDIT = ["insufficient_quota", "credit_balance_exhausted"];
const LIMITS = [
  "billing_hard_limit_reached",
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
];
const MODERATED = ["moderation_blocked", "content_policy_violation"];
const LONGEST_QUOTE = 240;
const LONGEST_WAIT = 3_600;

const RULES: Rule[] = [
  [({ error }) => MODERATED.includes(error.code) || error.stage !== "", moderated],
  [
    ({ error }) => LIMITS.includes(error.code),
    told(502, "openai_spent", "The team's spending limit at OpenAI is reached."),
  ],
  [
    ({ error }) => NO_CREDIT.includes(error.code) || NO_CREDIT.includes(error.type),
    told(502, "openai_spent", "The team's account at OpenAI has no credit left."),
  ],
  [({ status }) => status === 429, busy],
  [({ status }) => status === 401, told(502, "openai_key", "OpenAI does not accept the team's key.")],
  [
    ({ error, status }) =>
      (error.param === "model" && [400, 404, 422].includes(status)) || error.code === "model_not_found",
    told(
      422,
      "model_unknown",
      "OpenAI does not know this model, or the team's key may not use it. Choose another model.",
    ),
  ],
  [({ status }) => status === 403, told(502, "openai_key", "The team's key may not be used for this at OpenAI.")],
  [
    ({ status }) => [404, 405].includes(status) || (status >= 300 && status < 400),
    told(502, "openai_address", "There is no image service at the address that the team has set."),
  ],
  [({ status }) => status === 413, told(413, "too_large", "The references are too large for OpenAI.")],
  [({ status }) => [408, 409].includes(status) || status >= 500, stumbled],
  [() => true, notAccepted],
];

/** `key` never appears in what is told. */
export function refusalOf(status: number, headers: Headers, body: unknown, requestId: string, key: string): Failure {
  const reply: Reply = { status, headers, error: errorOf(body), requestId, key };
  const rule = RULES.find(([fits]) => fits(reply)) as Rule;
  return rule[1](reply);
}

/** The error in a body of whatever form: an object, a text, FastAPI's `detail`, or plain text. */
function errorOf(body: unknown): ServiceError {
  if (typeof body === "string") return { ...NOTHING, message: body.trimStart().startsWith("<") ? "" : body };
  if (Array.isArray(body)) return body.length > 0 ? errorOf(body[0]) : NOTHING;
  if (typeof body !== "object" || body === null) return NOTHING;
  const fields = body as Record<string, unknown>;
  const inner = fields.error ?? fields.detail;
  if (inner && !("code" in fields) && !("message" in fields)) return errorOf(inner);
  const details = (fields.moderation_details ?? {}) as Record<string, unknown>;
  const categories = Array.isArray(details.categories)
    ? details.categories.filter((each) => typeof each === "string")
    : [];
  return {
    message: text(fields.message) || text(fields.msg),
    code: text(fields.code),
    type: text(fields.type),
    param: text(fields.param),
    stage: text(details.moderation_stage),
    categories,
  };
}

const NOTHING: ServiceError = { message: "", code: "", type: "", param: "", stage: "", categories: [] };

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A Failure after which nothing was billed. */
function told(status: number, code: string, message: string): (reply: Reply) => Failure {
  return ({ requestId }) => new Failure(status, code, message, { requestId });
}

/** Only a prompt that was refused as such surely cost nothing; a finished picture that was refused may be billed. */
function moderated({ error, requestId }: Reply): Failure {
  const what = { input: "the prompt", output: "the finished picture" }[error.stage] ?? "this request";
  const why = error.categories.length > 0 ? ` (${error.categories.join(", ").replaceAll("_", " ").slice(0, 120)})` : "";
  const isPaid = error.stage !== "input";
  const message = `OpenAI's safety system refused ${what}${why}. Reword the subject or the extra wording.`;
  return new Failure(422, "moderated", message, { requestId, isPaid });
}

function busy({ headers, requestId }: Reply): Failure {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  const retryAfter = seconds >= 0 && seconds <= LONGEST_WAIT ? Math.ceil(seconds) : null;
  const message = "OpenAI takes no more pictures from this team right now. Wait a minute, then try again.";
  return new Failure(429, "openai_busy", message, { requestId, retryAfter });
}

function stumbled({ status, requestId }: Reply): Failure {
  const message = `OpenAI had trouble of its own (error ${status}). It may have been billed.`;
  return new Failure(502, "openai_trouble", message, { requestId, isPaid: true });
}

function notAccepted({ error, requestId, key }: Reply): Failure {
  const words = error.message.replaceAll(key, "…").replace(/[^\P{C}\n]|\s/gu, " ").replace(/ +/g, " ").trim();
  const quote = words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE - 1)}…` : words;
  const message = quote ? `OpenAI does not accept this request: “${quote}”` : "OpenAI does not accept this request.";
  return new Failure(422, "openai_refused", message, { requestId });
}
