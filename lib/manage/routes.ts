import * as accounts from "./endpoints/accounts";
import * as blocks from "./endpoints/blocks";
import * as keys from "./endpoints/keys";
import * as moveIn from "./endpoints/move-in";
import * as plans from "./endpoints/plans";
import * as portal from "./endpoints/portal";
import * as traffic from "./endpoints/traffic";
import { type Resource, routeOf } from "./route";

/** Every path of the management API below /api/manage/v1, and what it serves. */
export const ROUTES = {
  "/accounts": { GET: accounts.listAllAccounts, POST: accounts.createAccount },
  "/accounts/[id]": {
    GET: accounts.showAccount,
    PATCH: accounts.updateAccount,
    DELETE: accounts.removeAccount,
  },
  "/accounts/[id]/keys": { GET: keys.listKeysOfAccount, POST: keys.createKeyOfAccount },
  "/accounts/[id]/keys/import": { POST: moveIn.importKeysIntoAccount },
  "/accounts/[id]/logs": { GET: traffic.listLogs },
  "/accounts/[id]/usage": { GET: traffic.showUsage },
  "/keys/[id]": { GET: keys.showKey, PATCH: keys.changeKey, DELETE: keys.deleteKey },
  "/keys/[id]/rotate": { POST: keys.rotateKey },
  "/keys/find": { POST: keys.findKey },
  "/plans": { GET: plans.listAllPlans },
  "/plans/[name]": { PUT: plans.putPlan },
  "/portal-sessions": { POST: portal.createPortalSession },
  "/blocks": { GET: blocks.listBlocks },
  "/blocks/[...ip]": { DELETE: blocks.deleteBlock },
} as const satisfies Record<string, Resource>;

/** The route handlers of a path. */
export const route = (path: keyof typeof ROUTES) => routeOf(ROUTES[path]);
