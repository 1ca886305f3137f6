import { prove } from "@/lib/actions/account";
import { proofMethods, twoFactorStatus } from "@/lib/accounts/two-factor-status";
import { accountContext } from "../account-context";
import { ProofSwitch } from "./proof-switch";
import { TwoFactorOn } from "./two-factor-on";
import { TwoFactorSetUp } from "./two-factor-set-up";

/** The user's second factor, and whether the account asks for proof before keys are made. */
export async function TwoFactor() {
  const ctx = await accountContext();
  const [status, methods] = await Promise.all([twoFactorStatus(ctx), proofMethods(ctx)]);
  const proof = { methods, action: prove };
  return (
    <div className="space-y-5">
      <div className="space-y-3">
        {status.isOn ? (
          <TwoFactorOn recoveryCodesLeft={status.recoveryCodesLeft} />
        ) : (
          <TwoFactorSetUp proof={proof} />
        )}
      </div>
      <div className="border-t pt-4">
        <ProofSwitch on={status.asksForProof} proof={proof} />
      </div>
    </div>
  );
}
