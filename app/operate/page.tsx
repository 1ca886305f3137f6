import type { Metadata } from "next";
import { Suspense } from "react";
import { LiveRefresh } from "@/components/live-refresh";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { BlockedAddresses } from "./blocked-addresses";
import { FailedAuthentications } from "./failed-authentications";
import { Instances } from "./instances";
import { requireOperator } from "./operator-database";

export const metadata: Metadata = { title: "Operate · Latchkey" };

export default async function OperatePage() {
  // A layout is not asked again where somebody goes from page to page.
  await requireOperator();
  return (
    <>
      <PageHeader
        title="Operate"
        description="All instances on this database. What you do here is done for everybody."
      />
      <LiveRefresh />
      <Section title="Instances" description="The programs that serve requests">
        <Instances />
      </Section>
      <Section
        title="Blocked addresses"
        description="Refused for too many unknown keys; any key they send is refused as well"
      >
        <BlockedAddresses />
      </Section>
      <Section
        title="Failed authentications"
        description="Unknown keys, and sign-ins without an account, in the last 24 hours"
      >
        <FailedAuthentications />
      </Section>
    </>
  );
}

interface SectionProps {
  title: string;
  description: string;
  children: React.ReactNode;
}

function Section({ title, description, children }: SectionProps) {
  const id = title.toLowerCase().replaceAll(" ", "-");
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} description={description} />
      <CardBody>
        <Suspense fallback={<Skeleton className="h-10" />}>{children}</Suspense>
      </CardBody>
    </Card>
  );
}
