/** Questions on a terminal: arrow keys, space and return. */
import { isCancel, multiselect, select, text } from "@clack/prompts";
import type { Asker, Choice } from "./questions.ts";
import { visibleLine } from "./visible.ts";

/** Choices shown at a time. */
const SHOWN = 12;

/** Asks on stdin and stderr, so that stdout holds results alone. */
export function promptsOn(input: NodeJS.ReadStream, output: NodeJS.WriteStream, signal: AbortSignal): Asker {
  const streams = { input, output, signal };
  const unlessStopped = <T>(answer: T | symbol): T | null => (isCancel(answer) ? null : (answer as T));
  const options = (choices: readonly Choice[]) =>
    choices.map(({ value, hint }) => ({
      value,
      label: value === "" ? '""' : visibleLine(value),
      ...(hint === undefined ? {} : { hint: visibleLine(hint) }),
    }));
  return {
    async choose(message, choices, first) {
      const answer = await select({
        ...streams,
        message,
        options: options(choices),
        initialValue: first,
        maxItems: SHOWN,
      });
      return unlessStopped<string>(answer);
    },
    async chooseSome(message, choices, min) {
      const answer = await multiselect({
        ...streams,
        message,
        options: options(choices),
        required: min > 0,
        maxItems: SHOWN,
      });
      return unlessStopped<readonly string[]>(answer);
    },
    async write(message, proposal) {
      const answer = await text({ ...streams, message, initialValue: proposal, validate: needed });
      return unlessStopped<string>(answer);
    },
  };
}

function needed(answer: string | undefined): string | undefined {
  return answer === undefined || answer.trim() === "" ? "Say it in a few words." : undefined;
}
