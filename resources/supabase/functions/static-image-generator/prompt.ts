// Resolves prompt templates for the server as the studio does on the desktop (studio/core/prompt): the same check, the
// same normalisation, the same bytes. tests/vectors/*.json are the contract that both are run against.

import { LiquidError } from "liquidjs";

import { Fault } from "./prompt/faults.ts";
import { check, type Checked } from "./prompt/subset.ts";
import { render } from "./prompt/tags.ts";
import { lengthOf, normalText, type PromptInput } from "./prompt/values.ts";

export type { EntryInput, Json, PromptInput } from "./prompt/values.ts";

/** A template says something that has no meaning: `line` and `column` count characters from 1. */
export class PromptError extends Error {
  kind: string;
  line: number;
  column: number;

  constructor(kind: string, line: number, column: number, message: string) {
    super(message);
    this.name = "PromptError";
    this.kind = kind;
    this.line = line;
    this.column = column;
  }
}

/** The resolved prompt. Throws PromptError at the first fault of the template. */
export function resolvePrompt(template: string, input: PromptInput): string {
  const source = normalText(template);
  const checked = check(source);
  try {
    if (checked.faults.length > 0) throw checked.faults[0];
    return render(source, checked, input);
  } catch (error) {
    throw placed(source, checked, error);
  }
}

/** All faults that a template has before it is rendered, in its order. */
export function checkTemplate(template: string): PromptError[] {
  const source = normalText(template);
  const checked = check(source);
  return checked.faults.map((fault) => placed(source, checked, fault) as PromptError);
}

function placed(source: string, checked: Checked, error: unknown): unknown {
  if (error instanceof Fault) return at(source, error.kind, error.offset ?? 0, error.message);
  if (!LiquidError.is(error)) return error;
  const { originalError, token } = error as unknown as { originalError?: Error; token: { begin: number } };
  if (originalError instanceof Fault) {
    const offset = originalError.offset ?? checked.heads.get(token.begin) ?? token.begin;
    return at(source, originalError.kind, offset, originalError.message);
  }
  if ((error as Error).name === "UndefinedVariableError") {
    const name = (originalError as { variableName?: string } | undefined)?.variableName ?? "This variable";
    return at(source, "missing", token.begin, `${name} is not there.`);
  }
  return at(source, "syntax", token.begin, "This cannot be read.");
}

function at(source: string, kind: string, offset: number, message: string): PromptError {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  return new PromptError(kind, line, lengthOf(before.slice(before.lastIndexOf("\n") + 1)) + 1, message);
}
