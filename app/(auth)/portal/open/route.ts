import { currentVisit } from "@/lib/auth/visit";
import { writePortalCookie } from "@/lib/auth/write-session-cookie";
import { PORTAL_HOME } from "@/lib/auth/safe-path";
import { log } from "@/lib/log";
import { openPortal } from "@/lib/portal/open";
import { LINK_ENDED } from "../link-ended";

/**
 * Opens a link. Whence it is posted is not asked: whoever has the link can have a browser open it anyhow, and a page
 * that tells nobody its address has no origin to name.
 */
export async function POST(request: Request): Promise<Response> {
  const secret = new URLSearchParams(await request.text()).get("secret");
  const visit = await currentVisit();
  const opened = await openPortal(visit, secret);
  if (opened === null) {
    log.info({ ip: visit.ip, requestId: visit.requestId }, "a portal link opened nothing");
    return goOn(LINK_ENDED);
  }
  await writePortalCookie(opened);
  return goOn(PORTAL_HOME);
}

/** As a relative address: the browser knows by which one it came. */
const goOn = (path: string) =>
  new Response(null, { status: 303, headers: { Location: path, "Cache-Control": "no-store" } });
