import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { impersonationHeaders } from "../../../../src/kube/credentials/impersonation.ts";

test("L29 impersonation: user, UID, each group and each extra become headers", () => {
  const user = {
    name: "admin",
    impersonateUser: "jane",
    impersonateUid: "7",
    impersonateGroups: ["devs", "ops"],
    impersonateExtra: { "acme.com/Project": ["a", "b"], scopes: ["view"] },
  };
  assert.deepEqual(impersonationHeaders(user), {
    "impersonate-user": "jane",
    "impersonate-uid": "7",
    "impersonate-group": ["devs", "ops"],
    "impersonate-extra-acme.com%2Fproject": ["a", "b"],
    "impersonate-extra-scopes": ["view"],
  });
  assert.deepEqual(impersonationHeaders({ name: "admin", impersonateGroups: [], impersonateExtra: {} }), {});
});

test("L31 impersonation: a group without a user is a usage error that says what to add", () => {
  assert.throws(
    () => impersonationHeaders({ name: "admin", impersonateGroups: ["devs"] }),
    (error) => hasCode(error, "KT_USAGE") && /--as=USER/.test(error.hint ?? ""),
  );
});
