import { z } from "zod";
import { liftBlock } from "@/lib/ip-blocks/lift";
import { listIpBlocks } from "@/lib/ip-blocks/list";
import { BlockAnswer, pageAnswer } from "../answers";
import { endpoint } from "../endpoint";
import { pageOfAll, PAGING } from "../paging";

export const listBlocks = endpoint({
  scope: "blocks:read",
  summary: "Addresses that are blocked now",
  description: "With what led to it: failed authentications, and the moment of the last of them.",
  query: z.strictObject(PAGING),
  answers: pageAnswer(BlockAnswer),
  run: async ({ db, query }) => pageOfAll(await listIpBlocks({ db }), query, ({ ip }) => ip),
});

export const deleteBlock = endpoint({
  scope: "blocks:write",
  summary: "Lift a block",
  description: "An IPv4 address; any address of a blocked IPv6 /64, or that /64 itself.",
  answers: BlockAnswer,
  run: ({ db, actor, params }) => liftBlock({ db, actor, input: { address: params.ip! } }),
});
