// Writes configs/dataset.schema.json and configs/protocol.schema.json from the zod schemas: npm run schemas.
import { writeFileSync } from "node:fs";
import { datasetJsonSchema, protocolJsonSchema } from "../dist/config/schemas.js";

const write = (name, schema) =>
  writeFileSync(new URL(`../configs/${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);

write("dataset", datasetJsonSchema());
write("protocol", protocolJsonSchema());
