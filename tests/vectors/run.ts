// Runs prompt cases through the edge function's prompt.ts, in its own runtime: deno run run.ts < cases.json
// Cases are {template, input}; answers are {text} or {error: {kind, line, column}}, in the same order.
import {
  PromptError,
  type PromptInput,
  resolvePrompt,
} from "../../resources/supabase/functions/static-image-generator/prompt.ts";

function answer({ template, input }: { template: string; input: PromptInput }): unknown {
  try {
    return { text: resolvePrompt(template, input) };
  } catch (error) {
    if (!(error instanceof PromptError)) return { crash: String((error as Error)?.stack ?? error) };
    return { error: { kind: error.kind, line: error.line, column: error.column } };
  }
}

const cases = await new Response(Deno.stdin.readable).json();
await new Blob([JSON.stringify(cases.map(answer))]).stream().pipeTo(Deno.stdout.writable);
