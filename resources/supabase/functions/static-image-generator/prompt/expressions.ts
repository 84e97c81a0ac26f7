// Reads what stands inside the braces: the small grammar that both engines agree on.

import { Fault } from "./faults.ts";

const MAX_CONDITIONS = 32;

const KEYWORDS = new Set(
  ("true false nil null empty blank and or not contains in offset limit reversed cols continue with for as if else " +
    "required").split(" "),
);
const PROPERTIES = new Set(["size", "first", "last", "length"]);

export type Segment = { key: string; offset: number; isQuoted: boolean };
export type Operand = { kind: "path" | "text" | "constant"; offset: number; text: string; segments: Segment[] };
export type FilterCall = { name: string; offset: number; arguments: Operand[] };
export type Filtered = { head: Operand; filters: FilterCall[] };
export type Comparison = { left: Operand; operator: string; right: Operand | null };
type Token = { kind: "path" | "string" | "symbol"; offset: number; text: string; segments: Segment[] };

const SPACE = /[ \t\n\r]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_-]*/y;
const NUMBER = /-?[0-9]/y;
const SYMBOL = /==|!=|<=|>=|<>|[<>=|:,]/y;

function matchAt(pattern: RegExp, text: string, position: number): string | null {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? null;
}

export class ExpressionReader {
  source: string;
  offset: number;
  tokens: Token[] = [];
  position = 0;

  constructor(source: string, offset: number) {
    this.source = source;
    this.offset = offset;
    let index = 0;
    while (index < source.length) {
      const space = matchAt(SPACE, source, index);
      if (space) {
        index += space.length;
        continue;
      }
      const [token, end] = this.token(index);
      this.tokens.push(token);
      index = end;
    }
  }

  filtered(): Filtered {
    const head = this.operand();
    if (head.kind === "constant") throw new Fault("syntax", head.offset, `“${head.text}” can be tested, not printed.`);
    const filters: FilterCall[] = [];
    while (this.takes("symbol", "|")) filters.push(this.filter());
    return { head, filters };
  }

  condition(): Comparison[] {
    const comparisons = [this.comparison()];
    while (this.takes("path", "and") || this.takes("path", "or")) {
      if (comparisons.length === MAX_CONDITIONS) {
        throw new Fault("too_deep", this.here(), `A condition has more than ${MAX_CONDITIONS} parts.`);
      }
      comparisons.push(this.comparison());
    }
    return comparisons;
  }

  texts(): Operand[] {
    const values = [this.textOperand()];
    while (this.takes("symbol", ",") || this.takes("path", "or")) values.push(this.textOperand());
    return values;
  }

  path(): Operand {
    const operand = this.operand();
    if (operand.kind !== "path") throw new Fault("syntax", operand.offset, "A variable has to stand here.");
    return operand;
  }

  newName(): Segment {
    const operand = this.path();
    if (operand.segments.length > 1) throw new Fault("syntax", operand.offset, `“${operand.text}” is no name.`);
    return operand.segments[0];
  }

  word(word: string): void {
    if (!(this.takes("path", word) || this.takes("symbol", word))) {
      throw new Fault("syntax", this.here(), `“${word}” has to stand here.`);
    }
  }

  end(): void {
    const token = this.tokens[this.position];
    if (token) throw new Fault("syntax", token.offset, `“${token.text}” does not belong here.`);
  }

  operand(): Operand {
    const token = this.take("path", "string");
    if (token.kind === "string") return { kind: "text", offset: token.offset, text: token.text, segments: [] };
    const root = token.segments[0];
    if (token.segments.length === 1 && ["true", "false", "nil", "null"].includes(root.key)) {
      return { kind: "constant", offset: token.offset, text: root.key, segments: [] };
    }
    if (root.key === "not") throw new Fault("operator", root.offset, "“not” is not known here.");
    token.segments.forEach((segment, index) => checkSegment(segment, index === 0, root.key === "forloop"));
    return { kind: "path", offset: token.offset, text: token.text, segments: token.segments };
  }

  textOperand(): Operand {
    const operand = this.operand();
    if (operand.kind !== "text") throw new Fault("syntax", operand.offset, "A text in quotes has to stand here.");
    return operand;
  }

  comparison(): Comparison {
    const left = this.operand();
    const token = this.tokens[this.position];
    if (token && ((token.kind === "symbol" && ["==", "!="].includes(token.text)) || token.text === "contains")) {
      this.position++;
      return { left, operator: token.text, right: this.operand() };
    }
    return { left, operator: "", right: null };
  }

  filter(): FilterCall {
    const token = this.take("path");
    if (token.segments.length > 1) throw new Fault("filter", token.offset, `“${token.text}” is no filter.`);
    const given: Operand[] = [];
    if (this.takes("symbol", ":")) {
      do given.push(this.argument()); while (this.takes("symbol", ","));
    }
    return { name: token.text, offset: token.offset, arguments: given };
  }

  argument(): Operand {
    const operand = this.operand();
    if (operand.kind === "constant") throw new Fault("syntax", operand.offset, "A filter takes texts and variables.");
    return operand;
  }

  takes(kind: string, text: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== kind || token.text !== text) return false;
    this.position++;
    return true;
  }

  take(...kinds: string[]): Token {
    const token = this.tokens[this.position];
    if (!token) throw new Fault("syntax", this.here(), "Something is missing here.");
    if (!kinds.includes(token.kind)) throw new Fault("syntax", token.offset, `“${token.text}” does not belong here.`);
    this.position++;
    return token;
  }

  here(): number {
    return this.tokens[this.position]?.offset ?? this.offset + this.source.replace(/[ \t\n\r]+$/, "").length;
  }

  token(index: number): [Token, number] {
    const { source } = this;
    const offset = this.offset + index;
    if (source[index] === "'" || source[index] === '"') {
      const end = this.endOfText(index);
      return [{ kind: "string", offset, text: source.slice(index + 1, end - 1), segments: [] }, end];
    }
    if (matchAt(WORD, source, index)) return this.pathToken(index);
    const symbol = matchAt(SYMBOL, source, index);
    if (symbol) {
      if (["<", ">", "<=", ">=", "<>"].includes(symbol)) {
        throw new Fault("operator", offset, `“${symbol}” is not known here.`);
      }
      return [{ kind: "symbol", offset, text: symbol, segments: [] }, index + symbol.length];
    }
    throw this.unreadable(index);
  }

  unreadable(index: number): Fault {
    const { source } = this;
    const offset = this.offset + index;
    if (matchAt(NUMBER, source, index)) return new Fault("number", offset, "Numbers are not compared or counted here.");
    if (source.startsWith("..", index) || (source[index] === "(" && source.includes("..", index))) {
      return new Fault("range", offset, "Ranges are not known here.");
    }
    if (source[index] === "[") return new Fault("index", offset, "Lists are not read by position.");
    if (source[index] === "(" || source[index] === ")") {
      return new Fault("operator", offset, "Parentheses are not known here.");
    }
    if (source[index] === "\\") return new Fault("backslash", offset, "A backslash cannot stand here.");
    return new Fault("syntax", offset, `“${String.fromCodePoint(source.codePointAt(index) ?? 0)}” cannot stand here.`);
  }

  endOfText(index: number): number {
    const end = this.source.indexOf(this.source[index], index + 1);
    const backslash = this.source.slice(0, end >= 0 ? end : undefined).indexOf("\\", index + 1);
    if (backslash >= 0) throw new Fault("backslash", this.offset + backslash, "A backslash cannot stand in quotes.");
    if (end < 0) throw new Fault("syntax", this.offset + index, "This text is never closed.");
    return end + 1;
  }

  pathToken(begin: number): [Token, number] {
    const { source } = this;
    const segments: Segment[] = [];
    let index = begin;
    let word = matchAt(WORD, source, index);
    while (word) {
      segments.push({ key: word, offset: this.offset + index, isQuoted: false });
      index += word.length;
      while (source[index] === "[") {
        const [segment, end] = this.bracket(index);
        segments.push(segment);
        index = end;
      }
      if (source[index] !== ".") break;
      word = matchAt(WORD, source, index + 1);
      if (!word) throw this.badSegment(index);
      index++;
    }
    return [{ kind: "path", offset: this.offset + begin, text: source.slice(begin, index), segments }, index];
  }

  bracket(index: number): [Segment, number] {
    const quote = this.source[index + 1];
    if (quote !== "'" && quote !== '"') {
      throw new Fault("index", this.offset + index, "Lists are not read by position.");
    }
    const end = this.endOfText(index + 1);
    if (this.source[end] !== "]") throw new Fault("syntax", this.offset + index, "This bracket is never closed.");
    return [{ key: this.source.slice(index + 2, end - 1), offset: this.offset + index, isQuoted: true }, end + 1];
  }

  badSegment(index: number): Fault {
    if (this.source.startsWith("..", index)) {
      return new Fault("range", this.offset + index, "Ranges are not known here.");
    }
    if (matchAt(NUMBER, this.source, index + 1)) {
      return new Fault("number", this.offset + index + 1, "A key after a dot cannot start with a digit.");
    }
    return new Fault("syntax", this.offset + index, "A key has to follow this dot.");
  }
}

function checkSegment(segment: Segment, isRoot: boolean, isLoop: boolean): void {
  const { key, offset, isQuoted } = segment;
  if (PROPERTIES.has(key) && !isRoot && !(isLoop && (key === "first" || key === "last"))) {
    throw new Fault("property", offset, `“.${key}” cannot be read here.`);
  }
  if (isQuoted && /^[0-9]+$/.test(key)) throw new Fault("index", offset, "Lists are not read by position.");
  if (KEYWORDS.has(key) && !isQuoted) {
    throw new Fault("keyword", offset, `“${key}” is a word of the template language.`);
  }
}
