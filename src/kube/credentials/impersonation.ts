import type { HeaderFields } from "../transport/exchange.ts";
import type { KubeconfigUser } from "../kubeconfig/kubeconfig.ts";
import { KtError } from "../../errors/kt-error.ts";

/**
 * The headers of impersonation: Impersonate-User, -Uid, -Group (repeated) and -Extra-*. Empty when nobody
 * is impersonated.
 *
 * @throws KtError KT_USAGE for groups, a UID or extras without a user, which the API server would refuse.
 */
export function impersonationHeaders(user: KubeconfigUser): HeaderFields {
  const groups = user.impersonateGroups ?? [];
  const extra = Object.entries(user.impersonateExtra ?? {});
  if (!user.impersonateUser) {
    if (groups.length === 0 && extra.length === 0 && !user.impersonateUid) return {};
    throw new KtError("KT_USAGE", "--as-group, --as-uid and --as-user-extra need --as: whom to impersonate", {
      hint: "add --as=USER (for a service account: --as=system:serviceaccount:NAMESPACE:NAME)",
    });
  }
  const fields: Record<string, string | string[]> = { "impersonate-user": user.impersonateUser };
  if (user.impersonateUid) fields["impersonate-uid"] = user.impersonateUid;
  if (groups.length > 0) fields["impersonate-group"] = [...groups];
  for (const [key, values] of extra) fields[`impersonate-extra-${escapeHeaderKey(key)}`] = [...values];
  return fields;
}

/** Percent-encodes what may not stand in a header's name (client-go v0.36 transport/round_trippers.go). */
function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key.toLowerCase())]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[!#$&'*+\-.^_`|~0-9a-z]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
