/** Canonical JSON: one text for one value, so that a hash of it can serve as an address. */
import { createHash } from "node:crypto";

/** Anything JSON can hold. Undefined members are left out; NaN and infinities are refused. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** JSON with members in code-unit order and no white space. −0 is written 0. Throws RangeError for a number JSON cannot hold. */
export function canonical(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`invalid number in JSON: ${value}`);
  if (value === null || typeof value !== "object") return JSON.stringify(value === 0 ? 0 : value);
  if (isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/** SHA-256 of bytes or UTF-8 text, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
