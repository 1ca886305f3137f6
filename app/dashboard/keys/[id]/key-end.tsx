import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { removeKeyAction, updateKeyAction } from "@/lib/actions/keys";
import type { KeyView } from "@/lib/keys/list";
import { DeleteButton } from "./delete-button";

/** The two ways to end a key, side by side in plain words. */
export function KeyEnd({ keyView }: { keyView: KeyView }) {
  return (
    <Card aria-labelledby="end">
      <CardHeader id="end" title="Deactivate or delete" />
      <CardBody className="space-y-4 text-[13px] text-pretty">
        <div className="space-y-1">
          <h3 className="font-medium">Deactivate</h3>
          <p className="text-muted">
            Every request with this key is rejected at once, with{" "}
            <code className="font-mono text-xs">Inactive API Key</code>. Its settings, quotas and
            log stay, and you can reactivate it at any time. The button is at the head of this page.
          </p>
        </div>
        <div className="space-y-1">
          <h3 className="font-medium">Delete</h3>
          {keyView.everUsed ? (
            <p className="text-muted">
              Not possible: this key has been used, and what it did is kept for billing and
              auditing. Deactivate it instead.
            </p>
          ) : (
            <>
              <p className="text-muted">
                The key and its settings are gone for good, and its alias is free again. Whoever
                sends it is told <code className="font-mono text-xs">Invalid API Key</code>. This
                cannot be undone, and is only possible as long as the key has never been used.
              </p>
              <div className="pt-2">
                <DeleteButton
                  keyView={keyView}
                  updateAction={updateKeyAction}
                  removeAction={removeKeyAction}
                />
              </div>
            </>
          )}
        </div>
      </CardBody>
    </Card>
  );
}
