/** What the phone remembers of an upload that is not finished: enough to know the same film again. */
export interface Kept {
  id: string;
  name: string;
  size: number;
  modified: number;
}

const keyOf = (workId: string) => `contest.film.${workId}`;

export function keptOf(workId: string): Kept | undefined {
  const kept = localStorage.getItem(keyOf(workId));
  return kept ? JSON.parse(kept) as Kept : undefined;
}

export function keep(workId: string, id: string, { name, size, lastModified }: File): void {
  localStorage.setItem(keyOf(workId), JSON.stringify({ id, name, size, modified: lastModified }));
}

export const forget = (workId: string): void => localStorage.removeItem(keyOf(workId));

export const isSame = (kept: Kept, file: File): boolean =>
  kept.name === file.name && kept.size === file.size && kept.modified === file.lastModified;
