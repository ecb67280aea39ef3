/** Files of these endings are taken, when they are what their ending says. */
export const ACCEPTED = ".mp4,.m4v,.mov,video/mp4,video/quicktime";
const ENDING = /\.(mp4|m4v|mov)$/i;

/** The film is gone from the phone, or changed there while it was sent. */
export class Unreadable extends Error {}
/** What was chosen is no film in MP4 or MOV. */
export class NoFilm extends Error {}

/** Some bytes of a file. Raises Unreadable. */
export async function bytesOf(file: File, from: number, to: number): Promise<ArrayBuffer> {
  try {
    // Blob.arrayBuffer is younger than iOS 13.
    return await new Response(file.slice(from, to)).arrayBuffer();
  } catch {
    throw new Unreadable(file.name);
  }
}

/** Raises NoFilm before anything is sent, or Unreadable. ISO 14496-12: such a container says "ftyp" at byte 4. */
export async function checkFilm(file: File): Promise<void> {
  if (!ENDING.test(file.name)) throw new NoFilm(file.name);
  const head = new Uint8Array(await bytesOf(file, 4, 8));
  if (String.fromCharCode(...head) !== "ftyp") throw new NoFilm(file.name);
}

/** The name of a file as the title of a work, until its author finds a better one. */
export const titleOf = (file: File): string => file.name.replace(ENDING, "").slice(0, 100);
