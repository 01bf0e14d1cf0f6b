/** What a data set's file says of a model from outside: a command that scores rows, or an ONNX file. */
import { z } from "zod";

const commandSchema = z.strictObject({
  command: z
    .string()
    .min(1)
    .describe("A program that scores rows for as long as it is asked (docs/models.md): python3 score.py model.pkl"),
  shell: z.boolean().optional().describe("Whether a shell reads the command, for pipes and variables; none otherwise."),
  files: z
    .array(z.string().min(1))
    .optional()
    .describe("Files whose bytes decide the scores, besides those that the command names: another is another model."),
  timeout: z.number().positive().max(86_400).optional().describe("Seconds that one answer may take; 60 when absent."),
});

const onnxSchema = z.strictObject({
  onnx: z.string().min(1).describe("An ONNX file; relative to this file."),
  output: z.string().min(1).optional().describe("The output that holds the scores, where there are several."),
  favourable: z
    .union([z.literal(0), z.literal(1)])
    .optional()
    .describe("Which of two columns of the output is the favourable outcome; 1 when absent."),
});

/** A model from outside, which is scored and not trained. */
export const modelSchema = z
  .union([commandSchema, onnxSchema], { error: "expected {command: …} or {onnx: …}; see docs/models.md" })
  .describe("A model from outside: it is asked for scores, and nothing is trained.");

export type ModelConfig = z.output<typeof modelSchema>;
export type CommandConfig = z.output<typeof commandSchema>;
export type OnnxConfig = z.output<typeof onnxSchema>;
