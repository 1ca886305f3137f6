import { CreateKeyForm } from "@/components/forms/create-key-form";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { createKeyAction } from "@/lib/actions/keys";
import { categoriesOf } from "@/lib/keys/list";
import { accountContext } from "../../account-context";

export const metadata = { title: "New key" };

export default async function NewKeyPage() {
  const ctx = await accountContext();
  return (
    <div className="max-w-4xl space-y-5">
      <PageHeader
        title="New key"
        description="You see the key in full once, right after it is created. Everything else can be changed later."
      />
      <Card>
        <CardBody>
          <CreateKeyForm action={createKeyAction} categories={await categoriesOf(ctx)} />
        </CardBody>
      </Card>
    </div>
  );
}
