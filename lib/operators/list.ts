import type { Queryable } from "@/db/queryable";
import { selectOperators } from "@/db/queries/operators";

export interface OperatorView {
  /** Of the user. */
  id: string;
  email: string;
  name: string;
  /** Whether it is known that they read the mail of that address: anybody can sign up with any. */
  emailVerified: boolean;
  since: Date;
}

/** All operators, who was made one first coming first. */
export function listOperators({ db }: { db: Queryable }): Promise<OperatorView[]> {
  return selectOperators(db);
}
