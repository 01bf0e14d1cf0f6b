/** The JSON Schemas that let an editor complete and check the YAML files. */
import { z } from "zod";
import { datasetSchema } from "../data/schema.ts";
import { protocolSchema } from "./settings.ts";

/** Schema of configs/datasets/*.yaml. */
export function datasetJsonSchema(): unknown {
  return plain(z.toJSONSchema(datasetSchema, { io: "input" }));
}

/** Schema of configs/protocols/*.yaml. */
export function protocolJsonSchema(): unknown {
  return plain(z.toJSONSchema(protocolSchema(), { io: "input" }));
}

/** The schema as JSON holds it, without what zod attaches for its own use. */
function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema));
}
