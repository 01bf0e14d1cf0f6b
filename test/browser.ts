/** A browser for tests that open pages. */
import { existsSync } from "node:fs";

/** The first Chromium that is there: $CHROMIUM, or where systems put it; says so where there is none. */
export const chromium = [
  process.env.CHROMIUM ?? "",
  ...["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`),
].find((path) => path !== "" && existsSync(path));

if (chromium === undefined) {
  process.stderr.write("pages are not opened in a browser: there is no chromium; name one in $CHROMIUM\n");
}
