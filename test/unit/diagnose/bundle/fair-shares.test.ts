import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fairShares } from "../../../../src/diagnose/bundle/fair-shares.ts";

const rows: readonly (readonly [title: string, needs: readonly number[], total: number, shares: readonly number[]])[] =
  [
    ["all of it where there is room", [10, 20], 100, [10, 20]],
    ["the same for all that need more", [100, 100], 50, [25, 25]],
    ["what short logs leave is for the long ones", [100, 10, 100], 110, [50, 10, 50]],
    ["nothing of nothing", [10, 10], 0, [0, 0]],
    ["nobody", [], 10, []],
  ];

for (const [title, needs, total, shares] of rows) {
  test(`D5 fair shares: ${title}`, () => {
    assert.deepEqual(fairShares(needs, total), shares);
  });
}

test("D5 fair shares: never more than is needed or there is, and who needs more gets no less", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 20 }), fc.nat(5000), (needs, total) => {
      const shares = fairShares(needs, total);
      assert.ok(shares.reduce((sum, share) => sum + share, 0) <= total);
      for (const [place, need] of needs.entries()) {
        const share = shares[place] ?? -1;
        assert.ok(share >= 0 && share <= need);
        const larger = shares.filter((_, other) => (needs[other] ?? 0) >= need);
        assert.ok(larger.every((one) => one >= share || share - one <= 1));
      }
    }),
  );
});
