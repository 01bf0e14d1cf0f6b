/** Text into word pieces, as the tokenizer.json of an encoder says. */
import { z } from "zod";
import { optional } from "../../../core/optional.ts";

const load = () =>
  optional(["@huggingface/tokenizers"], "reading text (Table 5)", () => import("@huggingface/tokenizers"));

/** Throws ConfigError where the package is missing. */
export async function mustHaveTokenizer(): Promise<void> {
  await load();
}

/**
 * A function from a text to the ids of its word pieces, those that begin and end a sequence included. A longer text is cut
 * to `longest`, its end kept. Throws ConfigError where the package is missing.
 */
export async function tokenizerOf(json: string, longest: number): Promise<(text: string) => readonly number[]> {
  const { Tokenizer } = await load();
  // Padding and truncation that the file proposes are those of another use.
  const tokenizer = new Tokenizer(
    { ...z.looseObject({}).parse(JSON.parse(json)), padding: null, truncation: null },
    {},
  );
  return (text) => {
    const { ids } = tokenizer.encode(text);
    return ids.length <= longest ? ids : [...ids.slice(0, longest - 1), ids[ids.length - 1]];
  };
}
