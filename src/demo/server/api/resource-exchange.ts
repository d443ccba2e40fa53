import type { FakeUser } from "../access/user.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Resource } from "../world/resource.ts";
import type { ResourceRequest } from "./resource-request.ts";

/** A request to a resource that exists, by someone who may. */
export interface ResourceExchange extends Exchange {
  readonly target: ResourceRequest;
  readonly resource: Resource;
  readonly user: FakeUser;
}
