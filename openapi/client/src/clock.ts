/**
 * The server's time by our own clock. An answer proves that the difference lies between two bounds, as far apart as
 * its trip took; bounds of several answers are narrowed to what they share, so the shortest trip counts most.
 */
export function serverClock(now: () => number) {
  let least = -Infinity;
  let most = Infinity;

  return {
    /** An answer said `at` (milliseconds since the epoch); its request was sent at `sent` by our clock. */
    learn(at: number, sent: number): void {
      const low = at - now();
      const high = at - sent;
      // Bounds that share nothing: our own clock was set anew meanwhile, or the device slept.
      const isAnew = low > most || high < least;
      least = isAnew ? low : Math.max(least, low);
      most = isAnew ? high : Math.min(most, high);
    },
    now: (): number => now() + (least > -Infinity ? (least + most) / 2 : 0),
  };
}
