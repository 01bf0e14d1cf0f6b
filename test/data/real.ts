/** The folder with the real CSVs, which are not part of the project. */
import { existsSync } from "node:fs";

const folder = process.env.RECOURSE_DATA;

/** Null where there is none; tests on real data are then skipped, and say so. */
export const realData = folder !== undefined && existsSync(folder) ? folder : null;

if (realData === null) {
  console.info("skipped: tests on the real CSVs, for want of a folder with them in RECOURSE_DATA (see data/README.md)");
}
