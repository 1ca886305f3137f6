import { createPortalLink } from "@/lib/portal/create";
import { CreatePortalSession } from "@/lib/portal/schema";
import { PortalAnswer } from "../answers";
import { endpoint } from "../endpoint";

export const createPortalSession = endpoint({
  scope: "portal:write",
  summary: "Let somebody in to an account's keys",
  description:
    "For an app that has its own sign-in: send your customer's browser to the url. It can be opened once, within 5 minutes, and signs a person in to the account's keys, logs and usage for an hour, without its settings. Make one for each click, and neither store nor log it.",
  body: CreatePortalSession,
  answers: PortalAnswer,
  conflicts: "The account is suspended.",
  status: 201,
  async run({ db, actor, origin, body }) {
    const { secret, expiresAt } = await createPortalLink({ db, actor, input: body, origin });
    return { url: `${origin}/portal/${secret}`, expiresAt };
  },
});
