// Cuts a template into text, outputs and tags: the first of the two steps that both engines do alike.

import { Fault } from "./faults.ts";

export type Piece = { kind: "text" | "output" | "tag"; begin: number; body: string; bodyBegin: number; name: string };
type Markup = {
  begin: number;
  end: number;
  inner: string;
  innerBegin: number;
  eatsLeft: boolean;
  eatsRight: boolean;
  isTag: boolean;
};

const BLANK = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
export const LEADING_BLANKS = new RegExp(`^[${BLANK}]+`);
const TRAILING_BLANKS = new RegExp(`[${BLANK}]+$`);
const TAG_NAME = /[ \t\n\r]*([A-Za-z_#][A-Za-z0-9_]*)(?=[ \t\n\r]|$)/y;
const END_OF_RAW = /\{%[ \t\n\r]*endraw[ \t\n\r]*%\}/g;

export class Cutter {
  template: string;
  pieces: Piece[] = [];
  position = 0;
  eats = false;

  constructor(template: string) {
    this.template = template;
  }

  cut(): void {
    for (let markup = this.nextMarkup(); markup; markup = this.nextMarkup()) {
      this.addText(markup.begin, markup.eatsLeft);
      this.position = markup.end;
      this.eats = markup.eatsRight;
      if (!markup.isTag) {
        const { begin, inner, innerBegin } = markup;
        this.pieces.push({ kind: "output", begin, body: inner, bodyBegin: innerBegin, name: "" });
        continue;
      }
      const [name, bodyBegin] = this.tagName(markup);
      if (name === "comment") this.skipComment(markup);
      else if (name === "raw") this.addRaw(markup);
      else {
        const body = this.template.slice(bodyBegin, markup.innerBegin + markup.inner.length);
        this.pieces.push({ kind: "tag", begin: markup.begin, body, bodyBegin, name });
      }
    }
    this.addText(this.template.length, false);
  }

  nextMarkup(): Markup | null {
    const starts = ["{{", "{%"].map((mark) => this.template.indexOf(mark, this.position)).filter((found) => found >= 0);
    if (starts.length === 0) return null;
    const begin = Math.min(...starts);
    const opening = this.template.slice(begin, begin + 2);
    const close = this.template.indexOf(opening === "{{" ? "}}" : "%}", begin + 2);
    if (close < 0) throw new Fault("syntax", begin, `This ${opening} is never closed.`);
    const eatsLeft = close > begin + 2 && this.template[begin + 2] === "-";
    const eatsRight = close > begin + 2 && this.template[close - 1] === "-";
    const innerBegin = begin + 2 + (eatsLeft ? 1 : 0);
    const innerEnd = Math.max(innerBegin, close - (eatsRight ? 1 : 0));
    const inner = this.template.slice(innerBegin, innerEnd);
    return { begin, end: close + 2, inner, innerBegin, eatsLeft, eatsRight, isTag: opening === "{%" };
  }

  addText(end: number, trimsEnd: boolean): void {
    let body = this.template.slice(this.position, end);
    let begin = this.position;
    if (this.eats) {
      const trimmed = body.replace(LEADING_BLANKS, "");
      begin += body.length - trimmed.length;
      body = trimmed;
    }
    if (trimsEnd) body = body.replace(TRAILING_BLANKS, "");
    if (body) this.pieces.push({ kind: "text", begin, body, bodyBegin: begin, name: "" });
  }

  tagName(markup: Markup): [string, number] {
    TAG_NAME.lastIndex = 0;
    const match = TAG_NAME.exec(markup.inner);
    if (!match) throw new Fault("syntax", markup.begin, "This tag has no name.");
    return [match[1], markup.innerBegin + match[0].length];
  }

  skipComment(opening: Markup): void {
    if (strip(opening.inner) !== "comment") {
      throw new Fault("syntax", opening.begin, "Nothing may stand beside the word comment.");
    }
    for (let markup = this.nextMarkup(); markup; markup = this.nextMarkup()) {
      this.position = markup.end;
      if (/['"]/.test(markup.inner)) {
        throw new Fault("syntax", markup.begin, "A comment cannot hold braces with quotes.");
      }
      if (!markup.isTag) continue;
      const [name, bodyBegin] = this.tagName(markup);
      if (name === "comment" || name === "raw") {
        throw new Fault("syntax", markup.begin, `A comment cannot hold ${name}.`);
      }
      if (name === "endcomment") {
        if (strip(this.template.slice(bodyBegin, markup.innerBegin + markup.inner.length))) {
          throw new Fault("syntax", markup.begin, "Nothing may stand beside endcomment.");
        }
        this.eats = markup.eatsRight;
        return;
      }
    }
    throw new Fault("syntax", opening.begin, "This comment is never closed.");
  }

  addRaw(opening: Markup): void {
    if (strip(opening.inner) !== "raw" || opening.eatsLeft || opening.eatsRight) {
      throw new Fault("syntax", opening.begin, "A raw block opens with {% raw %}, without dashes.");
    }
    END_OF_RAW.lastIndex = opening.end;
    const end = END_OF_RAW.exec(this.template);
    if (!end) throw new Fault("syntax", opening.begin, "This raw block is never closed.");
    const mark = this.template.indexOf("{%", opening.end);
    if (mark !== end.index) throw new Fault("syntax", mark, "A raw block cannot hold {% itself.");
    const body = this.template.slice(opening.end, end.index);
    if (body) this.pieces.push({ kind: "text", begin: opening.end, body, bodyBegin: opening.end, name: "" });
    this.position = end.index + end[0].length;
    this.eats = false;
  }
}

function strip(text: string): string {
  return text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, "");
}
