/** What the ablation flips: the choices that two protocols make differently, in groups that belong together. */

/** Two protocols, and how what lies between them is divided. */
export interface AblationPlan {
  /** The protocol that factors are flipped in, and the one they are flipped to. */
  readonly from: string;
  readonly towards: string;
  /** The recourse methods that are run for factors that make another g_θ. */
  readonly methods: readonly string[];
  /** A factor is every choice that the two make differently under its paths. */
  readonly factors: readonly { readonly name: string; readonly title: string; readonly paths: readonly string[] }[];
}

/** Why the printed numbers differ from the text. What no factor names is a factor of its own. */
export const ablationPlan: AblationPlan = {
  from: "paper",
  towards: "released",
  methods: ["adversarial", "gradient", "linear"],
  factors: [
    {
      name: "sense",
      title: "δ maximises the loss (sense of the LP)",
      paths: ["training.sense", "recourse.adversarial.sense"],
    },
    { name: "network", title: "two hidden layers", paths: ["network"] },
    { name: "polarity", title: "label 1 is bad credit (polarity)", paths: ["label"] },
    {
      name: "classWeights",
      title: "rarer label weighs more",
      paths: ["training.classWeights", "training.validationWeights"],
    },
    { name: "epochRule", title: "epoch of lowest validation loss", paths: ["training.epochRule"] },
    { name: "order", title: "rows not shuffled", paths: ["training.shuffle"] },
    { name: "batch", title: "batch of 10", paths: ["training.batch"] },
    { name: "lossCarryOver", title: "left-over loss carried on", paths: ["training.lossCarryOver"] },
    { name: "gradientMasks", title: "dropout masks of its own for ∇ₓℓ", paths: ["training.gradientMasks"] },
    { name: "skipZeroDelta", title: "no recourse term where δ = 0", paths: ["training.skipZeroDelta"] },
    { name: "header", title: "first record lost (and so other splits)", paths: ["source.skip"] },
    { name: "target", title: "gradient descent: away from the likelier class", paths: ["recourse.gradient.target"] },
    {
      name: "search",
      title: "gradient descent: alibi's gradient, distance and stop",
      paths: ["recourse.gradient.gradients", "recourse.gradient.distance", "recourse.gradient.onlyOneSuccess"],
    },
    { name: "linearBox", title: "linear: no δmax, no directions", paths: ["recourse.linear.box"] },
    {
      name: "linearFit",
      title: "linear: fitted on test rows, uncorrected units",
      paths: ["recourse.linear.fit", "recourse.linear.units", "recourse.linear.categorical"],
    },
    { name: "alpha", title: "PARE: 0.95 as probability of failure", paths: ["pare.alpha"] },
    { name: "rounding", title: "PARE: θ₀ rounded to three digits", paths: ["pare.digits"] },
    // Moves Figure 3 and no table.
    { name: "causal", title: "causal: the iteration, without consequences", paths: ["recourse.causal", "intervene"] },
  ],
};
