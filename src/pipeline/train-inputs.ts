/** What decides a training, and nothing else: it is hashed into the key. */
import type { Settings } from "../config/settings.ts";
import type { ModelSource } from "../models/source.ts";
import type { Json } from "./canonical.ts";
import type { Run } from "./run.ts";
import { storedActions } from "./spelling.ts";

/** What makes the rows, without a word of what is trained on them. */
export function rowInputs(
  { source, filters, features, label, split, standardise }: Settings,
  sha256: readonly string[],
): { readonly [name: string]: Json } {
  const { header, columns, delimiter, skip, trim, missing, duplicates } = source;
  const { favourable, unfavourable, column } = label;
  return {
    data: {
      sha256,
      format: { header, columns, delimiter, skip, trim, missing, duplicates },
      filters,
      features: Object.entries(features).map(([name, feature]) => ({ name, ...feature, unit: undefined })),
      label: { column, favourable, unfavourable },
    },
    split,
    standardise,
  };
}

/** Everything training reads, and nothing else: what is hashed into the key. */
export function trainInputs(settings: Settings, sha256: readonly string[]): Json {
  const { actions, network, optimiser, training, threshold, run } = settings;
  return {
    ...rowInputs(settings, sha256),
    // Left out while false: Δ of the paper has the key it had before there were whole steps.
    actions: storedActions({ ...actions, integral: actions.integral || undefined, candidates: inOrder(actions) }),
    network,
    optimiser,
    training,
    threshold,
    run,
  };
}

/** Candidates as a list: of equals the first is taken, so that their order counts. */
function inOrder({ candidates }: Settings["actions"]): Json | undefined {
  return candidates && Object.entries(candidates).map(([name, candidate]) => ({ name, ...candidate }) as Json);
}

/** What decides the record of a model from outside: instead of the choices of training, what the model is. */
export function modelInputs({ settings, sha256 }: Run, { identity }: ModelSource): Json {
  const { data, actions, split, standardise, threshold } = trainInputs(settings, sha256) as Readonly<
    Record<string, Json>
  >;
  return { model: identity as unknown as Json, data, actions, split, standardise, threshold, seed: settings.run.seed };
}
