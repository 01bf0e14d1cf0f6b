export function serve(bundle: string, port: number): Promise<{ readonly url: string; close(): void }>;
