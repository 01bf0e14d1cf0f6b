/** What protocols may say of the experiments: the settings section of each that has choices of its own. */
import { interventionSettings } from "./figure3/settings.ts";
import { disparitySettings } from "./figure5/settings.ts";
import { frontierSettings } from "./frontier/settings.ts";
import { fineTuningSettings, nlpSettings } from "./nlp/settings.ts";
import { noiseSettings } from "./noise/settings.ts";
import { table1Settings } from "./table1/settings.ts";
import { distinguishSettings } from "./table3/settings.ts";
import { robustnessSettings } from "./table4/settings.ts";

/** By the name of the section in a protocol's file: `distinguish.method: gradient`. */
export const experimentSettings = {
  table1: table1Settings,
  distinguish: distinguishSettings,
  disparity: disparitySettings,
  robustness: robustnessSettings,
  intervene: interventionSettings,
  frontier: frontierSettings,
  noise: noiseSettings,
  nlp: nlpSettings,
  fineTuning: fineTuningSettings,
};
