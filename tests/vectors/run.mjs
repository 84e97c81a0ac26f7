// Runs prompt cases through the edge function's prompt.ts: node run.mjs PROMPT_TS FOLDER_WITH_NODE_MODULES < cases.json
// Cases are {template, input}; answers are {text} or {error: {kind, line, column}}, in the same order.
import { readFileSync, writeSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [promptFile, packages] = process.argv.slice(2);
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "liquidjs"
      ? next(specifier, { ...context, parentURL: pathToFileURL(join(packages, "package.json")).href })
      : next(specifier, context),
});
const { resolvePrompt, PromptError } = await import(pathToFileURL(promptFile).href);

function answer({ template, input }) {
  try {
    return { text: resolvePrompt(template, input) };
  } catch (error) {
    if (!(error instanceof PromptError)) return { crash: String(error?.stack ?? error) };
    return { error: { kind: error.kind, line: error.line, column: error.column } };
  }
}

const output = Buffer.from(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
for (let at = 0; at < output.length; ) at += writeSync(1, output, at);
