import Link from "next/link";
import { createLoader, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { oldKeyWords } from "@/lib/format/rotation-words";
import { getRotation } from "@/lib/keys/rotate";
import { accountContext } from "../../../account-context";
import { serverNow } from "../../../server-now";
import { orNotFound } from "../key-of-page";
import { CreateStep } from "./create-step";
import { DeactivateStep } from "./deactivate-step";
import { DeployStep } from "./deploy-step";
import { Step } from "./step";
import { stepOf, STEPS } from "./steps";

export const metadata = { title: "Rotate a key" };

const load = createLoader({ step: parseAsStringLiteral(STEPS) });

interface RotatePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** The wizard keeps no state of its own: where it stands follows from the two keys. */
export default async function RotatePage({ params, searchParams }: RotatePageProps) {
  const ctx = await accountContext();
  const rotation = await orNotFound(getRotation({ ctx, input: { id: (await params).id } }));
  const { old, replacement } = rotation;
  const step = stepOf(rotation, (await load(searchParams)).step);
  return (
    <div className="max-w-3xl space-y-5">
      <PageHeader
        title={`Rotate ${old.alias}`}
        description={
          <>
            {oldKeyWords(old, await serverNow())} You can leave and come back at any time.{" "}
            <Link
              href={`/dashboard/keys/${old.id}`}
              className="text-accent underline underline-offset-4"
            >
              Back to the key
            </Link>
          </>
        }
      />
      <ol className="space-y-3">
        <Step number={1} title="Create the replacement" current={step} name="create">
          <CreateStep ctx={ctx} rotation={rotation} />
        </Step>
        <Step number={2} title="Deploy the new key" current={step} name="deploy">
          {replacement && <DeployStep ctx={ctx} rotation={{ ...rotation, replacement }} />}
        </Step>
        <Step number={3} title="Deactivate the old key" current={step} name="deactivate">
          {replacement && <DeactivateStep ctx={ctx} old={old} replacement={replacement} />}
        </Step>
      </ol>
    </div>
  );
}
