/** Names as parts of file names: a data set or protocol of one's own is a path. */

/** "mine" for "configs/mine.yaml"; nothing but letters, digits, ".", "-" and "_". */
export function stem(name: string): string {
  return name
    .replace(/^.*[/\\]/, "")
    .replace(/\.ya?ml$/, "")
    .replace(/[^\w.-]+/g, "-");
}
