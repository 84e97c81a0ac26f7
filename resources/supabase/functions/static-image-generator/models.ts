// The image models that the team pays for, as resources/models.toml has them; the tests hold the two together.

import { wrongField } from "./failures.ts";

/** `seconds` is about how long a picture of 1024x1536 takes, by quality. */
export type Model = { id: string; seconds: Record<string, number> };

export const DEFAULT_MODEL = "gpt-image-2.6-flare";
export const DEFAULT_SIZE = "1024x1536";
export const FORMATS = ["png", "webp", "jpeg"] as const;
export const MAX_REFERENCES = 16;

export type Format = (typeof FORMATS)[number];

/**
 * Estimates from what users of each model reported up to 2026-11 (fast low pictures in 6 to 12 s, gpt-image-2 at high
 * 235 s, a third to a half less with each generation), spread over qualities by their tokens. Not measured here.
 */
export const MODELS: Model[] = [
  { id: "gpt-image-2.6-flare", seconds: { low: 8, medium: 12, high: 30, xhigh: 50, max: 110 } },
  { id: "gpt-image-2.6-sunburst", seconds: { low: 12, medium: 20, high: 50, xhigh: 85, max: 180 } },
  { id: "gpt-image-2.5-flare", seconds: { low: 10, medium: 18, high: 45, xhigh: 75, max: 160 } },
  { id: "gpt-image-2.5-sunburst", seconds: { low: 15, medium: 28, high: 75, xhigh: 125, max: 260 } },
  { id: "gpt-image-2", seconds: { low: 15, medium: 65, high: 235 } },
];
const SNAPSHOTS: Record<string, string> = {
  "gpt-image-2.5-flare-2026-09-08": "gpt-image-2.5-flare",
  "gpt-image-2.5-sunburst-2026-09-08": "gpt-image-2.5-sunburst",
  "gpt-image-2-2026-04-21": "gpt-image-2",
};

const SIDES = { multiple: 16, longest: 3840, ratio: 3, fewest: 655_360, most: 8_294_400 };

/** Every model with its qualities, and which of them usually end within so many seconds. */
export function modelsWithin(seconds: number): { id: string; qualities: string[]; fits: string[] }[] {
  return MODELS.map((model) => ({
    id: model.id,
    qualities: ["auto", ...Object.keys(model.seconds)],
    fits: Object.keys(model.seconds).filter((quality) => model.seconds[quality] <= seconds),
  }));
}

/** Throws Failure (422) where the team does not offer the model, or the model not this quality. */
export function checkModel(id: string, quality: string): void {
  const model = MODELS.find((each) => each.id === (SNAPSHOTS[id] ?? id));
  if (!model) {
    throw wrongField("model_unknown", `This model is not offered here. Choose one of: ${MODELS.map(idOf).join(", ")}.`);
  }
  const qualities = ["auto", ...Object.keys(model.seconds)];
  if (!qualities.includes(quality)) {
    throw wrongField("quality_unknown", `The model ${id} has no such quality. Choose one of: ${qualities.join(", ")}.`);
  }
}

/** Throws Failure (422) where a size is not written as 1024x1536, or no model makes it. */
export function checkSize(size: string): void {
  const match = /^([1-9]\d{1,4})x([1-9]\d{1,4})$/.exec(size);
  if (!match) throw wrongField("size_unknown", "Write the size as width x height, like 1024x1536.");
  const [width, height] = [Number(match[1]), Number(match[2])];
  const [shortest, longest] = [Math.min(width, height), Math.max(width, height)];
  const { multiple, ratio, fewest, most } = SIDES;
  if (width % multiple || height % multiple) {
    throw wrongField("size_unknown", `Width and height must be multiples of ${multiple}.`);
  }
  if (longest > SIDES.longest) throw wrongField("size_unknown", `The longer side can be ${SIDES.longest} px at most.`);
  if (longest > shortest * ratio) throw wrongField("size_unknown", `One side can be ${ratio} times the other at most.`);
  if (width * height < fewest || width * height > most) {
    throw wrongField("size_unknown", `Width times height must be from ${fewest} to ${most} px.`);
  }
}

function idOf(model: Model): string {
  return model.id;
}
