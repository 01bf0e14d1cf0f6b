/** Whether everything is installed that reading text needs. */
import { ConfigError } from "../../core/errors.ts";
import type { Scope } from "../experiment.ts";
import { minilmFolder } from "./encoder/minilm.ts";
import { MINILM_SETTING } from "./encoder/pretrained.ts";
import { mustHaveTokenizer } from "./encoder/tokenizer.ts";
import { textRequest } from "./models.ts";
import { runtimeVersion } from "./onnx/version.ts";
import { resolvedText } from "./run.ts";
import { taggerName } from "./words/tagger.ts";
import { wordNetName } from "./words/wordnet.ts";

/** The first package that is missing, in a sentence that says how to bring it; null when all are there. */
export async function missingForText(scope: Scope): Promise<string | null> {
  const { settings } = await resolvedText(textRequest(scope, 0, 0));
  const { encoder, runtime } = settings.nlp;
  try {
    await taggerName();
    await wordNetName();
    await mustHaveTokenizer();
    await runtimeVersion(runtime);
    if (encoder === MINILM_SETTING) await minilmFolder();
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
