/**
 * The names that may have been meant instead of a mistyped one, best first, at most three: within two slips
 * (one in words of up to four letters, or where the first letters differ: `include` is no slip of `exclude`), or beginning with it.
 */
export function nearNames(word: string, names: readonly string[]): readonly string[] {
  const limit = word.length <= 4 ? 1 : 2;
  return names
    .map((name) => ({ name, slips: word.length > 1 && name.startsWith(word) ? 0.5 : countSlips(word, name, limit) }))
    .filter(({ name, slips }) => slips <= (name[0] === word[0] ? limit : 1))
    .sort((a, b) => a.slips - b.slips || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Letters left out, added, changed, or swapped with their neighbour (optimal string alignment); more than `limit` is not told apart. */
function countSlips(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return Number.POSITIVE_INFINITY;
  let earlier: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let slips = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwap) slips = Math.min(slips, at(earlier, column - 2) + 1);
      current.push(slips);
    }
    earlier = above;
    above = current;
  }
  return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
