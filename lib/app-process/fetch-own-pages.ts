/** Next makes requests to itself of this; no host has such a name (RFC 6761, section 6.4). */
export const OWN_ORIGIN = "http://app.invalid";

type Fetch = typeof globalThis.fetch;

/**
 * Leads what Next asks of itself to our own socket. It does so where a server action stands on another
 * page than the one that is open, and where an action ends in a redirect. By itself it would ask the port on
 * which the front door listens, with the client's cookies: whoever listens there, with the client's address
 * lost, and for a second place in front of the app.
 */
export function fetchOwnPages(socketPath: string): void {
  const elsewhere = globalThis.fetch;
  let own: Promise<Fetch> | undefined;
  globalThis.fetch = async (input, init) => {
    if (!isOwn(input)) return elsewhere(input, init);
    const fetchOwn = await (own ??= openOwn(socketPath));
    return fetchOwn(input, init);
  };
}

function isOwn(input: Parameters<Fetch>[0]): boolean {
  const url = input instanceof Request ? input.url : String(input);
  return url.startsWith(`${OWN_ORIGIN}/`);
}

async function openOwn(socketPath: string): Promise<Fetch> {
  const { Agent, fetch } = await import("undici");
  const dispatcher = new Agent({ connect: { socketPath } });
  // The package's types and Node.js's own are two sets of the same.
  return ((input: string | URL, init?: object) =>
    fetch(input, { ...init, dispatcher })) as unknown as Fetch;
}
