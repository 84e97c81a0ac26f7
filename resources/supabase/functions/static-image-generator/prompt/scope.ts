// Which variables a template may name where.

import type { Comparison, FilterCall, Filtered, Operand, Segment } from "./expressions.ts";
import { Fault } from "./faults.ts";

const TEXT_VARIABLES = ["subject", "name", "extra"];
const ENTRY_VARIABLES = ["theme", "rarity"];
const VARIABLES = [...TEXT_VARIABLES, ...ENTRY_VARIABLES];
const FILTER_ARGUMENTS = new Map([
  ["default", 1],
  ["join", 1],
  ["append", 1],
  ["prepend", 1],
  ["replace", 2],
  ["first", 0],
  ["last", 0],
]);

export class Scope {
  assigned = new Set<string>();
  loops: (string | null)[] = [];
  sure: Set<string>[] = [new Set()];

  enter(loop: string | null): void {
    this.loops.push(loop);
    this.sure.push(new Set());
  }

  leave(): void {
    this.loops.pop();
    this.sure.pop();
  }

  print(value: Filtered): void {
    refuseEntry(value.head);
    this.filtered(value);
  }

  assign(target: Segment, value: Filtered): void {
    refuseName(target);
    if (this.loops.includes(target.key)) throw new Fault("name", target.offset, `“${target.key}” is already in use.`);
    refuseEntry(value.head);
    this.filtered(value);
    if (value.filters[0]?.name !== "default" && !this.isSure(value.head)) {
      throw new Fault("unsure", value.head.offset, `${value.head.text} may not be there.`);
    }
    this.assigned.add(target.key);
    this.sure[this.sure.length - 1].add(target.key);
  }

  loop(variable: Segment, collection: Operand): void {
    refuseName(variable);
    if (this.assigned.has(variable.key) || this.loops.includes(variable.key)) {
      throw new Fault("name", variable.offset, `“${variable.key}” is already in use.`);
    }
    refuseEntry(collection);
    this.read(collection);
  }

  choose(subject: Operand): void {
    refuseEntry(subject);
    this.read(subject);
  }

  test(comparisons: Comparison[]): void {
    for (const { left, operator, right } of comparisons) {
      for (const operand of [left, right]) {
        if (operand === null || operand.kind === "text") continue;
        if (operator === "contains" && operand.kind === "constant") {
          throw new Fault("syntax", operand.offset, "“contains” looks for a text in a text.");
        }
        if (operand.kind === "path") {
          if (operator) refuseEntry(operand);
          this.read(operand);
        }
      }
    }
  }

  filtered(value: Filtered): void {
    for (const call of value.filters) this.checkFilter(call);
    if (value.head.kind === "path") this.read(value.head);
    for (const argument of value.filters.flatMap((call) => call.arguments)) {
      if (argument.kind === "path") this.read(argument);
    }
  }

  checkFilter(call: FilterCall): void {
    const expected = FILTER_ARGUMENTS.get(call.name);
    if (expected === undefined) throw new Fault("filter", call.offset, `The filter “${call.name}” is not known here.`);
    if (call.arguments.length !== expected) {
      throw new Fault("filter", call.offset, `The filter “${call.name}” takes ${expected} texts.`);
    }
    if (call.name === "replace" && call.arguments[0].kind === "text" && !call.arguments[0].text) {
      throw new Fault("filter", call.arguments[0].offset, "Nothing cannot be replaced.");
    }
    for (const argument of call.arguments) {
      if (argument.kind === "path" && !this.isSure(argument)) {
        throw new Fault("unsure", argument.offset, `${argument.text} may not be there.`);
      }
    }
  }

  read(operand: Operand): void {
    const [root, second, third] = operand.segments;
    if (root.key === "forloop") {
      if (!this.loops.some((loop) => loop !== null)) {
        throw new Fault("variable", operand.offset, "forloop is only known inside a for loop.");
      }
      if (operand.segments.length !== 2 || !["first", "last"].includes(second.key)) {
        throw new Fault("property", operand.offset, `“${operand.text}” cannot be read here.`);
      }
    } else if (TEXT_VARIABLES.includes(root.key)) {
      if (second) throw new Fault("variable", second.offset, `${root.key} is a text and has no parts.`);
    } else if (ENTRY_VARIABLES.includes(root.key)) {
      if (second && (!["name", "details"].includes(second.key) || (second.key === "name" && third))) {
        throw new Fault("variable", second.offset, `${operand.text} is not known.`);
      }
    } else if (!this.loops.includes(root.key) && !this.assigned.has(root.key)) {
      throw new Fault("variable", root.offset, `The variable “${root.key}” is not known.`);
    }
  }

  isSure(operand: Operand): boolean {
    if (operand.kind === "text") return true;
    const keys = operand.segments.map((segment) => segment.key);
    if (keys.length === 2) return ENTRY_VARIABLES.includes(keys[0]) && keys[1] === "name";
    if (keys.length !== 1) return false;
    const [key] = keys;
    return TEXT_VARIABLES.includes(key) || this.loops.includes(key) || this.sure.some((names) => names.has(key));
  }
}

function refuseName(name: Segment): void {
  if (VARIABLES.includes(name.key) || name.key === "forloop") {
    throw new Fault("name", name.offset, `“${name.key}” is already taken.`);
  }
}

function refuseEntry(operand: Operand): void {
  if (operand.kind === "path" && ENTRY_VARIABLES.includes(operand.text)) {
    throw new Fault("object", operand.offset, `${operand.text} is a whole entry, not a text.`);
  }
}
