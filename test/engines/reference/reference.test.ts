import { reference } from "../../../src/engines/reference/reference.ts";
import { engineContract } from "../engine.contract.ts";

engineContract("reference", reference, { sameBits: true });
