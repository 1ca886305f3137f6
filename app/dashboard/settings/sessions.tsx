import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { listSessions } from "@/lib/accounts/sessions";
import { signOutOtherSessions, signOutSession } from "@/lib/actions/account";
import { requirePerson } from "@/lib/auth/session";
import { browserName } from "@/lib/format/browser-name";
import { accountContext } from "../account-context";
import { ActionButton } from "@/components/action-button";

export async function Sessions() {
  const { user, sessionId } = await requirePerson();
  const { db } = await accountContext();
  const sessions = await listSessions(db, user.id);
  return (
    <div className="space-y-4">
      <ul className="divide-y">
        {sessions.map(({ id, userAgent, ip, lastSeenAt }) => (
          <li
            key={id}
            className="flex items-center justify-between gap-4 py-2.5 first:pt-0 last:pb-0"
          >
            <div className="min-w-0">
              <p className="flex items-center gap-2 text-sm" title={userAgent ?? undefined}>
                {browserName(userAgent)}
                {id === sessionId && <Badge tone="accent">this one</Badge>}
              </p>
              <p className="truncate text-[13px] text-muted">
                <RelativeTime at={lastSeenAt} />
                {ip && (
                  <>
                    {" "}
                    from <span className="font-mono">{ip}</span>
                  </>
                )}
              </p>
            </div>
            {id !== sessionId && (
              <ActionButton
                action={signOutSession.bind(null, { id })}
                done="The session has ended."
              >
                End
                <span className="sr-only"> the session in {browserName(userAgent)}</span>
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <ActionButton
          action={signOutOtherSessions.bind(null, {})}
          done="All other sessions have ended."
        >
          End all other sessions
        </ActionButton>
      )}
    </div>
  );
}
