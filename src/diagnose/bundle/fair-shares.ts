/**
 * Shares a total out so that nobody gets more than it needs, and those that need more than their share all get the same.
 * @returns for each need what it gets, in bytes.
 */
export function fairShares(needs: readonly number[], total: number): readonly number[] {
  const shares = needs.map(() => 0);
  const smallestFirst = needs.map((need, place) => ({ need, place })).toSorted((a, b) => a.need - b.need);
  let left = Math.max(0, total);
  for (const [rank, { need, place }] of smallestFirst.entries()) {
    const share = Math.min(need, Math.floor(left / (needs.length - rank)));
    shares[place] = share;
    left -= share;
  }
  return shares;
}
