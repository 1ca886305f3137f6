import Link from "next/link";
import { FiguresTable } from "@/components/charts/figures-table";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { AccountContext } from "@/lib/context";
import { formatCount } from "@/lib/format/number";
import type { KeyView } from "@/lib/keys/list";
import { keyTop, type TopShare } from "@/lib/usage/key-top";
import type { Range } from "@/lib/usage/schema";

interface TopCallersProps {
  ctx: AccountContext;
  keyView: KeyView;
  range: Range;
}

/** What the key is used for, and by whom. */
export async function TopCallers({ ctx, keyView, range }: TopCallersProps) {
  const { db, accountId } = ctx;
  const top = await keyTop({ db, accountId, keyId: keyView.id, range });
  const isSample =
    top.addresses.reduce((sum, { requests }) => sum + requests, 0) >= top.lookedAt ||
    top.endpoints.reduce((sum, { requests }) => sum + requests, 0) >= top.lookedAt;
  const note = isSample ? `Of the latest ${formatCount(top.lookedAt)} requests` : undefined;
  const log = (filter: Record<string, string>) =>
    `/dashboard/keys/logs?${new URLSearchParams({ key: keyView.id, ...filter })}`;
  return (
    <div className="grid min-w-0 gap-5 sm:grid-cols-2 xl:grid-cols-1">
      <Top
        title="Top endpoints"
        first="Endpoint"
        note={note}
        shares={top.endpoints.map((share) => ({
          ...share,
          href: log({ method: share.method, path: share.path }),
        }))}
      />
      <Top
        title="Top addresses"
        first="Address"
        note={note}
        shares={top.addresses.map((share) => ({
          ...share,
          href: share.name === null ? log({}) : log({ ip: share.name }),
        }))}
      />
    </div>
  );
}

interface TopProps {
  title: string;
  /** Heads the first column. */
  first: string;
  note: string | undefined;
  shares: Array<TopShare & { href: string }>;
}

function Top({ title, first, note, shares }: TopProps) {
  return (
    <Card aria-label={title} className="min-w-0">
      <CardHeader title={title} description={note} />
      {shares.length === 0 ? (
        <CardBody className="text-[13px] text-muted">None in this time.</CardBody>
      ) : (
        <div className="overflow-x-auto p-1" tabIndex={0}>
          <FiguresTable
            caption={title}
            columns={[first, "Requests", "Failed"]}
            rows={shares.map(({ name, href, requests, failed }) => ({
              id: href,
              name: (
                <Link
                  href={href}
                  className="block max-w-44 truncate font-mono text-xs text-accent hover:underline"
                  title={name ?? "unknown"}
                >
                  {name ?? "unknown"}
                </Link>
              ),
              figures: [formatCount(requests), formatCount(failed)],
            }))}
          />
        </div>
      )}
    </Card>
  );
}
