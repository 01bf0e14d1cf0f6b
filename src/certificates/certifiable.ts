/** Which networks something can be proven of. */
import type { Network } from "../engines/engine.ts";
import { networkBounds } from "./bounds.ts";
import type { Certifiable } from "./certificate.ts";

/** Whether the network's arithmetic is the kernel's, which is what the bounds allow for. */
export function isProvable({ arithmetic }: Network): boolean {
  return arithmetic === "kernel";
}

/** The network with its bounds; of a network that is not provable a RangeError. */
export function certifiableOf(network: Network): Certifiable {
  if (!isProvable(network)) throw new RangeError("invalid network: its arithmetic is not the kernel's");
  return { bounds: networkBounds(network.spec, network.parameters()), score: (points) => network.score(points) };
}
