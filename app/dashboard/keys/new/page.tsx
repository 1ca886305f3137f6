import { CreateKeyForm } from "@/components/forms/create-key-form";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { prove } from "@/lib/actions/account";
import { createKeyAction } from "@/lib/actions/keys";
import { requireAccount } from "@/lib/auth/session";
import { categoriesOf } from "@/lib/keys/list";
import { mailIsSetUp } from "@/lib/mail";
import { proofMethods } from "@/lib/accounts/two-factor-status";
import { accountContext } from "../../account-context";
import { ConfirmFirst } from "../../confirm-first";

export const metadata = { title: "New key" };

export default async function NewKeyPage() {
  const { user } = await requireAccount();
  return (
    <div className="max-w-4xl space-y-5">
      <PageHeader
        title="New key"
        description="You see the key in full once, right after it is created. Everything else can be changed later."
      />
      <Card>
        <CardBody>
          {!user || user.emailVerified || !mailIsSetUp() ? (
            <NewKey />
          ) : (
            <ConfirmFirst email={user.email} />
          )}
        </CardBody>
      </Card>
    </div>
  );
}

async function NewKey() {
  const ctx = await accountContext();
  const [categories, methods] = await Promise.all([categoriesOf(ctx), proofMethods(ctx)]);
  return (
    <CreateKeyForm
      action={createKeyAction}
      categories={categories}
      proof={{ methods, action: prove }}
    />
  );
}
