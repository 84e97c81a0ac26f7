// The tags and filters of a template as liquidjs calls them, with types checked and work bounded.

import {
  AssignTag,
  CaseTag,
  Context,
  type Emitter,
  evalToken,
  ForTag,
  IfTag,
  Liquid,
  TypeGuards,
  UnlessTag,
  type Value as LiquidValue,
} from "liquidjs";

import { Fault } from "./faults.ts";
import type { Checked } from "./subset.ts";
import { lengthOf, type PromptInput, variablesOf } from "./values.ts";

const MAX_OUTPUT = 32_000;
const MAX_WORK = 2_000_000;

class Run {
  loopCosts: Map<number, number>;
  left = MAX_WORK;

  constructor(loopCosts: Map<number, number>) {
    this.loopCosts = loopCosts;
  }

  spend(work: number, offset: number | null): void {
    this.left -= work;
    if (this.left < 0) throw new Fault("too_much", offset, "This template goes on for too long.");
  }
}

const runOf = (context: Context): Run => context.getRegister("run") as unknown as Run;

class CheckedIf extends IfTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, string> {
    for (const { value, templates } of this.branches) {
      if (yield* holds(value, context)) {
        yield this.liquid.renderer.renderTemplates(templates, context, emitter);
        return;
      }
    }
    yield this.liquid.renderer.renderTemplates(this.elseTemplates ?? [], context, emitter);
  }
}

class CheckedUnless extends UnlessTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const { value, templates } = this.branches[0];
    const chosen = (yield* holds(value, context)) ? this.elseTemplates : templates;
    yield this.liquid.renderer.renderTemplates(chosen, context, emitter);
  }
}

class CheckedCase extends CaseTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const [operand] = this.value.initial.postfix;
    const target = yield evalToken(operand, context, true);
    if (target !== null && target !== undefined && typeof target !== "string") {
      throw new Fault("type", operand.begin, "A case takes a text.");
    }
    for (const { values, templates } of this.branches) {
      for (const value of values) {
        if ((yield evalToken(value, context)) === target) {
          yield this.liquid.renderer.renderTemplates(templates, context, emitter);
          return;
        }
      }
    }
    yield this.liquid.renderer.renderTemplates(this.elseTemplates, context, emitter);
  }
}

class CheckedFor extends ForTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void | string, never> {
    const items: unknown = yield evalToken(this.collection, context, true);
    if (items === null || items === undefined) return;
    if (!Array.isArray(items)) throw new Fault("type", this.collection.begin, "A loop takes a list.");
    const run = runOf(context);
    for (const [index, item] of items.entries()) {
      run.spend(run.loopCosts.get(this.token.begin) ?? 0, this.token.begin);
      const forloop = Object.assign(Object.create(null), { first: index === 0, last: index === items.length - 1 });
      context.push(Object.assign(Object.create(null), { [this.variable]: item, forloop }));
      yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
      context.pop();
    }
  }
}

function* holds(value: LiquidValue, context: Context): Generator<unknown, boolean, unknown> {
  const operands: unknown[] = [];
  for (const token of value.initial.postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      const operand: unknown = yield evalToken(token, context, true);
      operands.push(TypeGuards.isLiteralToken(token) && typeof operand !== "boolean" ? null : operand);
      continue;
    }
    const right = operands.pop();
    const left = operands.pop();
    operands.push(compare(token.operator, left, right, token.begin, context));
  }
  return isTrue(operands[0]);
}

function isTrue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

function compare(operator: string, left: unknown, right: unknown, offset: number, context: Context): boolean {
  if (operator === "and") return isTrue(left) && isTrue(right);
  if (operator === "or") return isTrue(left) || isTrue(right);
  for (const side of [left, right]) {
    const isRefused = typeof side === "object" ? side !== null : operator === "contains" && typeof side === "boolean";
    if (isRefused) throw new Fault("type", offset, "Only texts are compared.");
  }
  if (operator !== "contains") return ((left ?? null) === (right ?? null)) === (operator === "==");
  if (typeof left !== "string" || typeof right !== "string") return false;
  runOf(context).spend(lengthOf(left) + lengthOf(right), offset);
  return left.includes(right);
}

function textOf(value: unknown, offset: number): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  throw new Fault("type", offset, "This filter takes a text.");
}

function sized(length: number, offset: number): void {
  if (length > MAX_OUTPUT) {
    throw new Fault("too_long", offset, `This makes a text of more than ${MAX_OUTPUT} characters.`);
  }
}

type FilterThis = { context: Context; token: { begin: number } };

function concatenated(self: FilterThis, texts: string[]): string {
  const length = texts.reduce((sum, text) => sum + lengthOf(text), 0);
  sized(length, self.token.begin);
  runOf(self.context).spend(length, self.token.begin);
  return texts.join("");
}

const FILTERS: { [name: string]: (this: FilterThis, value: unknown, ...given: unknown[]) => unknown } = {
  default(value, fallback) {
    const isEmpty = !isTrue(value) || value === "" || (typeof value === "object" && Object.keys(value!).length === 0);
    if (!isEmpty) return value;
    return typeof fallback === "string" ? fallback : null;
  },
  join(value, separator) {
    const between = textOf(separator, this.token.begin);
    if (value === null) return null;
    if (!Array.isArray(value)) throw new Fault("type", this.token.begin, "join takes a list.");
    if (!value.every((item) => typeof item === "string")) {
      throw new Fault("type", this.token.begin, "join takes a list of texts.");
    }
    return concatenated(this, value.flatMap((item, index) => (index === 0 ? [item] : [between, item])));
  },
  append(value, addition) {
    const end = textOf(addition, this.token.begin);
    return concatenated(this, [textOf(value, this.token.begin), end]);
  },
  prepend(value, addition) {
    const start = textOf(addition, this.token.begin);
    return concatenated(this, [start, textOf(value, this.token.begin)]);
  },
  replace(value, search, replacement) {
    const [from, to] = [textOf(search, this.token.begin), textOf(replacement, this.token.begin)];
    const text = textOf(value, this.token.begin);
    if (!from) throw new Fault("filter", this.token.begin, "Nothing cannot be replaced.");
    const parts = text.split(from);
    sized(lengthOf(text) + (parts.length - 1) * (lengthOf(to) - lengthOf(from)), this.token.begin);
    runOf(this.context).spend(lengthOf(text), this.token.begin);
    return parts.join(to);
  },
  first(value) {
    return endOf(value, 0, this.token.begin);
  },
  last(value) {
    return endOf(value, -1, this.token.begin);
  },
};

function endOf(value: unknown, index: number, offset: number): unknown {
  if (value === null) return null;
  if (!Array.isArray(value)) throw new Fault("type", offset, "first and last take a list.");
  return value.at(index) ?? null;
}

function printed(this: { context: Context }, value: unknown): string {
  if (typeof value === "object" && value !== null) throw new Fault("type", null, "Only texts can be printed.");
  const text = typeof value === "boolean" ? String(value) : textOf(value, 0);
  runOf(this.context).spend(lengthOf(text), null);
  return text;
}

function makeEngine(): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    outputEscape: printed as unknown as (value: unknown) => string,
  });
  const kept = new Set(["comment", "raw"]);
  for (const name of Object.keys(engine.tags)) if (!kept.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) delete engine.filters[name];
  engine.registerTag("assign", AssignTag);
  engine.registerTag("if", CheckedIf);
  engine.registerTag("unless", CheckedUnless);
  engine.registerTag("case", CheckedCase);
  engine.registerTag("for", CheckedFor);
  for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter as never);
  return engine;
}

const engine = makeEngine();

export function render(source: string, checked: Checked, input: PromptInput): string {
  const context = new Context(variablesOf(input), engine.options, { sync: true }, { liquid: engine });
  context.setRegister("run", new Run(checked.loopCosts));
  const text = engine.renderSync(engine.parse(source), context) as string;
  if (lengthOf(text) > MAX_OUTPUT) throw new Fault("too_long", 0, `At most ${MAX_OUTPUT} characters are allowed.`);
  return text;
}
