import { FiguresTable } from "@/components/charts/figures-table";
import { formatCount } from "@/lib/format/number";
import { formatRelative } from "@/lib/format/time";
import type { Caller } from "@/lib/keys/rotation-traffic";
import { serverNow } from "../../../server-now";

/** Each address and endpoint of the last hour, and with which key it came. */
export async function CallersTable({ callers }: { callers: Caller[] }) {
  const nowMs = await serverNow();
  return (
    <div className="overflow-x-auto rounded-md border" tabIndex={0}>
      <FiguresTable
        caption="Callers in the last hour, by address and endpoint"
        columns={["Caller", "Old key", "New key", "Last on the old key"]}
        rows={callers.map(({ ip, endpoint, old, new: onNew, lastOldAt }) => ({
          id: `${ip} ${endpoint}`,
          name: (
            // On a phone the endpoint stands below its address, and breaks: all columns fit.
            <span className="font-mono text-xs max-sm:whitespace-normal">
              {ip ?? "unknown address"}{" "}
              <span className="text-muted max-sm:block max-sm:break-all">{endpoint}</span>
            </span>
          ),
          figures: [
            formatCount(old),
            formatCount(onNew),
            lastOldAt ? formatRelative(lastOldAt, nowMs) : "not this hour",
          ],
        }))}
      />
    </div>
  );
}
