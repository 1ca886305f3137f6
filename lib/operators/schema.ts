import { z } from "zod";
import { Email } from "@/lib/accounts/schema";

/** Whom the command line makes an operator. */
export const OperatorRef = z.object({ email: Email });
export type OperatorRef = z.output<typeof OperatorRef>;
