export function sealedText(
  bundle: Readonly<Record<string, unknown>> & { readonly files: Readonly<Record<string, string>> },
): string;
