/** The text of a CSV file: UTF-8, with or without a byte-order mark, or one sentence on what else it is. */
import { readFile } from "node:fs/promises";
import { DataError } from "../core/errors.ts";
import { sizeOfFile, unreadable } from "./disk.ts";

/** Longest text a string can hold, less some room. */
export const LONGEST_FILE = 500_000_000;

/**
 * A file's text without its byte-order mark. UTF-16, Latin-1 and what is no text at all are refused rather than read as
 * question marks: the DataError says what the file seems to be, where, and how to convert it.
 */
export async function textAt(path: string): Promise<string> {
  const size = await sizeOfFile(path);
  if (size === null) throw new DataError(`${path}: no such file; check the path`);
  checkSize(size, path);
  try {
    return decodedText(await readFile(path), path);
  } catch (error) {
    throw unreadable(error, path);
  }
}

function checkSize(bytes: number, path: string): void {
  if (bytes <= LONGEST_FILE) return;
  const size = `${Math.round(bytes / 1e6)} MB`;
  throw new DataError(`${path}: ${size} are more than can be read at once (500 MB); draw a part of the rows at random`);
}

/** The text that bytes are; `path` names them in messages. */
export function decodedText(bytes: Uint8Array, path: string): string {
  checkSize(bytes.length, path);
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (marked) throw new DataError(`${path}: not UTF-8 text but UTF-16; ${remedy("UTF-16", path)}`);
  const zero = bytes.subarray(0, 4096).indexOf(0);
  if (zero >= 0) {
    throw new DataError(
      `${path}: not UTF-8 text: byte ${zero + 1} is 0, as in UTF-16 or a spreadsheet file; save it as CSV in UTF-8`,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const line = lineOfFault(bytes);
    throw new DataError(`${path}: not UTF-8 text, first on line ${line}; ${remedy("ISO-8859-1", path)}`);
  }
}

function remedy(from: string, path: string): string {
  return `save the CSV as UTF-8 (iconv -f ${from} -t UTF-8 ${path} > utf-8.csv)`;
}

/** The line with the first byte that is not UTF-8. */
function lineOfFault(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return line;
}
