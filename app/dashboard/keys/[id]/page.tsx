import { Suspense } from "react";
import { EditKeyForm } from "@/components/forms/edit-key-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { updateKeyAction } from "@/lib/actions/keys";
import { categoriesOf } from "@/lib/keys/list";
import { accountContext } from "../../account-context";
import { AuditTrail } from "./audit-trail";
import { KeyHead } from "./key-head";
import { keyOfPage } from "./key-of-page";
import { QuotaMeters } from "./quota-meters";
import { RecentRequests } from "./recent-requests";

export const metadata = { title: "Key" };

interface KeyPageProps {
  params: Promise<{ id: string }>;
}

export default async function KeyPage({ params }: KeyPageProps) {
  const ctx = await accountContext();
  const key = await keyOfPage(ctx, (await params).id);
  return (
    <>
      <KeyHead ctx={ctx} keyView={key} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="space-y-5">
          <QuotaMeters keyView={key} />
          <Suspense fallback={<Skeleton className="h-96" />}>
            <RecentRequests ctx={ctx} keyView={key} />
          </Suspense>
          <Suspense fallback={<Skeleton className="h-40" />}>
            <AuditTrail ctx={ctx} keyView={key} />
          </Suspense>
        </div>
        <Card aria-labelledby="settings">
          <CardHeader id="settings" title="Settings" />
          <CardBody>
            <EditKeyForm
              keyView={key}
              action={updateKeyAction}
              categories={await categoriesOf(ctx)}
            />
          </CardBody>
        </Card>
      </div>
    </>
  );
}
