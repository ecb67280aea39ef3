/** `expiresAt` is in milliseconds since the epoch, by the server's clock as far as it is known. */
export interface Tokens {
  access: string;
  refresh?: string;
  expiresAt: number;
}

/** Where tokens outlive the page: browserStore, wxStore, memoryStore. */
export interface Store {
  read(): Tokens | undefined;
  write(tokens: Tokens | undefined): void;
}

export function memoryStore(): Store {
  let kept: Tokens | undefined;
  return { read: () => kept, write: (tokens) => kept = tokens };
}
