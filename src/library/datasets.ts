/** The data sets that come with the program, and whether their files are there. */
import { configNames, packagedConfigs } from "../config/files.ts";
import { type Request, resolve } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import { type Located, locate, sourceFiles } from "../data/catalogue.ts";

export interface KnownDataset {
  readonly name: string;
  readonly settings: Settings;
  /** Its YAML, for messages. */
  readonly place: string;
  readonly files: readonly Located[];
  /** That of the first file that is not found, or `found`. */
  readonly state: Located["state"];
}

/** Every data set, resolved as `request` asks for it, its files looked for in `folders`. */
export async function knownDatasets(
  folders: readonly string[],
  request: (dataset: string) => Request = (dataset) => ({ dataset }),
): Promise<KnownDataset[]> {
  const names = await configNames("datasets", packagedConfigs);
  return Promise.all(
    names.map(async (name): Promise<KnownDataset> => {
      const { settings, place } = await resolve(request(name));
      const files = await Promise.all(sourceFiles(settings.source).map((file) => locate(file, folders)));
      const state = files.find((file) => file.state !== "found")?.state ?? "found";
      return { name, settings, place, files, state };
    }),
  );
}
