import { describe, expect, it } from "vitest";
import { accuracyLook, asBaseline, f1Look, lookOf, protocolLook } from "../../src/experiments/look.ts";

const looks = [f1Look, accuracyLook, ...["gradient", "adversarial", "causal", "highest"].map(lookOf)];
const protocols = [0, 1, 2].map((place) => protocolLook(place, `p${place}`));

describe("looks", () => {
  it("give 6 measures and methods and 3 protocols 9 colours", () => {
    expect(new Set([...looks, ...protocols].map(({ series }) => series)).size).toBe(9);
  });

  it("tell what shares a panel apart by the marker as well", () => {
    const [gradient, adversarial, causal, highest] = looks.slice(2);
    for (const panel of [[f1Look, accuracyLook], [gradient, adversarial, causal], [highest, adversarial], protocols]) {
      expect(new Set(panel.map(({ symbol }) => symbol)).size).toBe(panel.length);
    }
  });

  it("make the baseline hollow and dashed, in the same colour", () => {
    expect(asBaseline(f1Look)).toEqual({ ...f1Look, dash: 1, hollow: true });
  });

  it("name a method that no figure is about by its title, and refuse one that is none", () => {
    expect(lookOf("linear").label).toBe("recourse by linear approx.");
    expect(() => lookOf("toString")).toThrow("unknown recourse method");
  });
});
