import type { Database } from "@/db/client";
import type { Queryable } from "@/db/queryable";
import {
  limitStatements,
  type LogPageQuery,
  type LogRow,
  selectLogPage,
} from "@/db/queries/requests";
import { isStatementTimeout } from "@/lib/statement-timeout";
import type { Cursor } from "./cursor";
