// The one exception of the prompt engine: a template says something that has no meaning here, at this offset.

export class Fault extends Error {
  kind: string;
  offset: number | null;

  constructor(kind: string, offset: number | null, message: string) {
    super(message);
    this.kind = kind;
    this.offset = offset;
  }
}
