"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";

/* The charts of the usage page without their library in its first scripts. */

const loading = () => <Skeleton className="h-[358px]" />;

export const LazyCreditsChart = dynamic(
  () => import("./credits-chart").then((module) => module.CreditsChart),
  { ssr: false, loading },
);

export const LazyLatencyChart = dynamic(
  () => import("./latency-chart").then((module) => module.LatencyChart),
  { ssr: false, loading },
);
