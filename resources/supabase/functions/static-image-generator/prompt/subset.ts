// Checks a template against the part of Liquid that both engines render to the same bytes.

import { ExpressionReader } from "./expressions.ts";
import { Fault } from "./faults.ts";
import { Cutter, LEADING_BLANKS, type Piece } from "./pieces.ts";
import { Scope } from "./scope.ts";
import { lengthOf } from "./values.ts";

const MAX_TEMPLATE_BYTES = 16_384;
const MAX_DEPTH = 32;
const TOKEN_COST = 20;

export type Checked = { faults: Fault[]; heads: Map<number, number>; loopCosts: Map<number, number> };
type Block = { tag: string; begin: number; cost: number; values: Set<string>; branches: number; hasElse: boolean };

const BRANCHES = new Map([
  ["elsif", ["if"]],
  ["else", ["if", "unless", "case"]],
  ["when", ["case"]],
]);
const BLOCKS = ["if", "unless", "case", "for"];

export function check(source: string): Checked {
  const checker = new Checker();
  if (new TextEncoder().encode(source).length > MAX_TEMPLATE_BYTES) {
    checker.faults.push(new Fault("template_size", 0, "This template is larger than 16 KB."));
    return checker;
  }
  const cutter = new Cutter(source);
  let broken: Fault | null = null;
  try {
    cutter.cut();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    broken = fault;
  }
  for (const piece of cutter.pieces) checker.guarded(() => checker.visit(piece));
  if (broken) checker.faults.push(broken);
  else checker.finish();
  checker.faults.sort((one, other) => (one.offset ?? 0) - (other.offset ?? 0));
  return checker;
}

class Checker {
  faults: Fault[] = [];
  heads = new Map<number, number>();
  loopCosts = new Map<number, number>();
  blocks: Block[] = [];
  scope = new Scope();

  guarded(step: () => void): void {
    try {
      step();
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      this.faults.push(fault);
    }
  }

  visit(piece: Piece): void {
    if (piece.kind === "text") {
      const block = this.blocks.at(-1);
      if (block?.tag === "case" && !block.branches && piece.body.replace(LEADING_BLANKS, "")) {
        throw new Fault("syntax", piece.begin, "Text between case and when is never printed.");
      }
      this.spend(lengthOf(piece.body));
    } else if (piece.kind === "output") {
      const reader = this.reader(piece);
      const value = reader.filtered();
      reader.end();
      this.scope.print(value);
      this.heads.set(piece.begin, value.head.offset);
    } else this.visitTag(piece);
  }

  finish(): void {
    for (const block of this.blocks) {
      this.faults.push(new Fault("syntax", block.begin, `This ${block.tag} is never closed.`));
    }
  }

  visitTag(piece: Piece): void {
    const { name } = piece;
    if (BLOCKS.includes(name)) this.open(piece);
    else if (BRANCHES.has(name)) this.branch(piece);
    else if (name.startsWith("end") && BLOCKS.includes(name.slice(3))) this.close(piece);
    else if (name === "assign") {
      const reader = this.reader(piece);
      const target = reader.newName();
      reader.word("=");
      const value = reader.filtered();
      reader.end();
      this.scope.assign(target, value);
    } else if (name === "endraw" || name === "endcomment") {
      throw new Fault("syntax", piece.begin, `This ${name} closes nothing.`);
    } else throw new Fault("tag", piece.begin, `The tag “${name}” is not known here.`);
  }

  open(piece: Piece): void {
    if (this.blocks.length === MAX_DEPTH) {
      this.faults.push(new Fault("too_deep", piece.begin, `Blocks are nested deeper than ${MAX_DEPTH}.`));
    }
    let loop: string | null = null;
    this.guarded(() => {
      loop = this.head(piece);
    });
    this.blocks.push({ tag: piece.name, begin: piece.begin, cost: 0, values: new Set(), branches: 0, hasElse: false });
    this.scope.enter(loop);
  }

  head(piece: Piece): string | null {
    const reader = this.reader(piece);
    if (piece.name === "for") {
      const variable = reader.newName();
      reader.word("in");
      const collection = reader.path();
      reader.end();
      this.scope.loop(variable, collection);
      return variable.key;
    }
    if (piece.name === "case") {
      const subject = reader.path();
      reader.end();
      this.scope.choose(subject);
      return null;
    }
    this.condition(reader);
    return null;
  }

  condition(reader: ExpressionReader): void {
    const comparisons = reader.condition();
    reader.end();
    this.scope.test(comparisons);
  }

  branch(piece: Piece): void {
    const block = this.blocks.at(-1);
    if (!block || !BRANCHES.get(piece.name)?.includes(block.tag) || block.hasElse) {
      throw new Fault("syntax", piece.begin, `${piece.name} does not belong here.`);
    }
    if (piece.name === "else" && block.tag === "case" && !block.branches) {
      throw new Fault("syntax", piece.begin, "A case needs a when before its else.");
    }
    block.branches++;
    block.hasElse = piece.name === "else";
    this.scope.leave();
    this.scope.enter(null);
    const reader = this.reader(piece);
    if (piece.name === "elsif") this.condition(reader);
    else if (piece.name === "when") {
      const values = reader.texts();
      reader.end();
      for (const { text, offset } of values) {
        if (block.values.has(text)) throw new Fault("duplicate", offset, `“${text}” stands twice in this case.`);
        block.values.add(text);
      }
    } else reader.end();
  }

  close(piece: Piece): void {
    const tag = piece.name.slice(3);
    if (!this.blocks.some((block) => block.tag === tag)) {
      throw new Fault("syntax", piece.begin, `This ${piece.name} closes nothing.`);
    }
    const block = this.blocks.pop() as Block;
    this.scope.leave();
    if (block.tag !== tag) throw new Fault("syntax", piece.begin, `${block.tag} has to be closed first.`);
    if (block.tag === "case" && !block.branches) throw new Fault("syntax", block.begin, "This case has no when.");
    if (block.tag === "for") this.loopCosts.set(block.begin, block.cost + TOKEN_COST);
    this.reader(piece).end();
  }

  reader(piece: Piece): ExpressionReader {
    const reader = new ExpressionReader(piece.body, piece.bodyBegin);
    this.spend((reader.tokens.length + 1) * TOKEN_COST);
    return reader;
  }

  spend(cost: number): void {
    const loop = this.blocks.findLast((block) => block.tag === "for");
    if (loop) loop.cost += cost;
  }
}
