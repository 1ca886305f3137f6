"use server";

import { UnblockAddress } from "@/lib/accounts/schema";
import { authedAction } from "@/lib/actions/authed-action";
import { refreshing } from "@/lib/actions/refreshing";
import { unblockAsOperator } from "@/lib/operators/unblock";

/** For operators: the verb looks whether its caller is one. */
export const unblockAnyAddress = authedAction(UnblockAddress, refreshing(unblockAsOperator));
