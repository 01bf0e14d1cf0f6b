/** Packages that an installation may lack: loaded when they are first needed, or a sentence on how to bring them. */
import { ConfigError } from "./errors.ts";

/**
 * What `load` imports from these packages. Throws a ConfigError with the `npm install` that brings them where one of them
 * is not there; anything else that goes wrong while loading is a bug, and passes as it is. `purpose` begins the sentence:
 * "drawing figures".
 */
export async function optional<T>(
  packages: readonly string[],
  purpose: string,
  load: () => T | Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!packages.some((name) => isMissing(error, name))) throw error;
    throw new ConfigError(
      `${purpose} needs ${packages.join(" and ")}, which this installation leaves out; run: npm install ${packages.join(" ")}`,
    );
  }
}

/** Whether it is Node's own word that the package `name` itself, not something it builds on, is nowhere. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error && "code" in error)) return false;
  const missing = error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
  return missing && (error.message.includes(`'${name}'`) || error.message.includes(`'${name}/`));
}
