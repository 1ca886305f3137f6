import { z } from "zod";
import { PlanName } from "@/lib/accounts/schema";
import { listPlans } from "@/lib/plans/list";
import { SetPlan } from "@/lib/plans/schema";
import { setPlan } from "@/lib/plans/set";
import { pageAnswer, PlanAnswer } from "../answers";
import { endpoint } from "../endpoint";
import { pageOfAll, PAGING } from "../paging";
import { invalidField } from "../refused";

export const listAllPlans = endpoint({
  scope: "plans:read",
  summary: "List plans",
  query: z.strictObject(PAGING),
  answers: pageAnswer(PlanAnswer),
  run: async ({ db, query }) => pageOfAll(await listPlans({ db }), query, ({ name }) => name),
});

const { perSecond, perMinute } = SetPlan.shape;

export const putPlan = endpoint({
  scope: "plans:write",
  summary: "Add a plan, or change its limits",
  description: "Its accounts are held to them at once. Null is no limit.",
  body: z.strictObject({ perSecond, perMinute }),
  answers: PlanAnswer,
  run: ({ db, actor, params, body }) => {
    const name = PlanName.safeParse(params.name);
    if (!name.success) throw invalidField("name", name.error.issues[0]!.message);
    return setPlan({ db, actor, input: { name: name.data, ...body } });
  },
});
