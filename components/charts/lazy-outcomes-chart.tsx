"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";

/** The chart without its library in the page's first scripts; a skeleton of its height until then. */
export const LazyOutcomesChart = dynamic(
  () => import("./outcomes-chart").then((module) => module.OutcomesChart),
  { ssr: false, loading: () => <Skeleton className="h-[350px]" /> },
);
