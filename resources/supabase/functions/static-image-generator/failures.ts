// Everything that is told in place of a figure: one status, one code for programs, one sentence with its next step.

/**
 * Why there is no figure. `isPaid` says that OpenAI may have billed the attempt; only where it is false may the same
 * figure be asked for again. `retryAfter` is in seconds, `requestId` is OpenAI's name for the attempt.
 */
export class Failure extends Error {
  status: number;
  code: string;
  requestId: string;
  retryAfter: number | null;
  isPaid: boolean;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { requestId?: string; retryAfter?: number | null; isPaid?: boolean } = {},
  ) {
    super(message);
    this.name = "Failure";
    this.status = status;
    this.code = code;
    this.requestId = more.requestId ?? "";
    this.retryAfter = more.retryAfter ?? null;
    this.isPaid = more.isPaid ?? false;
  }
}

/** A field of the request is not as it has to be. */
export function wrongField(code: string, message: string): Failure {
  return new Failure(422, code, message);
}

/** The team's own database, sign-in or storage did not answer as it should. */
export function teamTrouble(what: string, isPaid = false): Failure {
  return new Failure(502, "team_trouble", `The team's ${what} did not answer. Try again in a minute.`, { isPaid });
}
