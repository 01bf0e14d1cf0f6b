/** θ in, θ out, and the same bits for the same calls. */
import { describe, expect, test } from "vitest";
import { initialParameters, toFloats } from "../../../src/engines/parameters.ts";
import { normalRows, train, training } from "../batches.ts";
import { type Candidate, spec, specs } from "./candidate.ts";

export function identityContract(candidate: Candidate): void {
  const { name, engine, open } = candidate;

  describe(`${name}: an engine`, () => {
    test("has the name it is registered under, and describes itself in one line that begins with it", () => {
      expect(engine().name).toBe(name);
      expect(engine().description).toMatch(/^\S[^\n]*$/);
      expect(engine().description.startsWith(name)).toBe(true);
    });

    test.each(specs)("%s: a fresh network holds the θ it was given, to the bit", (_, of) => {
      expect(toFloats(open(of).parameters())).toEqual(toFloats(initialParameters(of, 3)));
    });

    test("copies θ on the way in and on the way out", () => {
      const given = initialParameters(spec, 3);
      const network = engine().open(spec, given);
      given[0].weights.fill(9);
      network.parameters()[0].bias.fill(9);
      expect(toFloats(network.parameters())).toEqual(toFloats(initialParameters(spec, 3)));
    });

    test("θ read after training opens a network with the same scores, to the bit", () => {
      const network = open(spec);
      train(network, 10);
      const X = normalRows(40, 6, 99);
      expect(engine().open(spec, network.parameters()).score(X)).toEqual(network.score(X));
    });

    test("the same calls give the same bits, whatever another network does in between", () => {
      const [a, b] = [open(spec), open(spec)];
      expect(train(b, 20, "own")).toEqual(train(a, 20, "own"));
      const other = engine().open(spec, initialParameters(spec, 3), { ...training, seed: 8 });
      train(other, 20, "own");
      expect(b.parameters()).toEqual(a.parameters());
      expect(other.parameters()).not.toEqual(a.parameters());
    });
  });
}
