/** Which networks something can be proven of. */
import { isNamed } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Network } from "../engines/engine.ts";
import { networkBounds } from "./bounds.ts";
import type { Certifiable } from "./certificate.ts";

/** Whether something can be proven of the network: its arithmetic is the kernel's, or it is a step function, or actions have names. */
export function isProvable(network: Network, actions?: ActionSet | undefined): boolean {
  return isBounded(network) || network.breaks !== undefined || (actions !== undefined && isNamed(actions));
}

/** Whether its arithmetic is the kernel's, which is what the bounds allow for. */
export function isBounded({ arithmetic }: Network): boolean {
  return arithmetic === "kernel";
}

/** The network with its bounds; of a network without them a RangeError. */
export function certifiableOf(network: Network): Certifiable {
  if (!isBounded(network)) throw new RangeError("invalid network: its arithmetic is not the kernel's");
  return { bounds: networkBounds(network.spec, network.parameters()), score: (points) => network.score(points) };
}
