import { RotateKeyForm } from "@/components/forms/rotate-key-form";
import { prove } from "@/lib/actions/account";
import { rotateKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { QUOTA_NAMES } from "@/lib/quota-windows";
import { formatCount } from "@/lib/format/number";
import type { Rotation } from "@/lib/keys/rotate";
import { proofMethods } from "@/lib/accounts/two-factor-status";

interface CreateStepProps {
  ctx: AccountContext;
  rotation: Rotation;
}

export async function CreateStep({ ctx, rotation: { old, suggestion } }: CreateStepProps) {
  const quotas = QUOTA_NAMES.flatMap((name) => {
    const limit = old.quotas[name];
    return limit === null ? [] : [{ name, limit, used: old.used[name] }];
  });
  const words = quotas.map(({ name, limit }) => `${name} ${formatCount(limit)}`);
  return (
    <div className="space-y-4">
      <p className="text-sm text-muted">
        The replacement has the same category ({old.category}) and quotas (
        {words.length > 0 ? words.join(", ") : "none"}).
      </p>
      <RotateKeyForm
        id={old.id}
        suggestion={suggestion}
        quotas={quotas}
        action={rotateKeyAction}
        proof={{ methods: await proofMethods(ctx), action: prove }}
      />
    </div>
  );
}
