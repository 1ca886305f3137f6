"use client";

import { FailedPage, type FailedPageProps } from "@/components/failed-page";
import { SiteHeader } from "@/components/site-header";

/** Also what the dashboard shows while nobody can be recognised: its side bar asks the database. */
export default function ErrorPage(props: FailedPageProps) {
  return (
    <>
      <SiteHeader />
      <main id="main">
        <FailedPage {...props} />
      </main>
    </>
  );
}
