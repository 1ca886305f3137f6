"use client";

import type { FailedPageProps } from "@/components/failed-page";
import DashboardError from "../dashboard/error";

/** In the dashboard's frame, as its own. */
export default function OperateError(props: FailedPageProps) {
  return <DashboardError {...props} />;
}
