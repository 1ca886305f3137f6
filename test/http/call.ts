import { type Agent, type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { once } from "node:events";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  text: string;
  /** The same, as it came. */
  bytes: Buffer;
  trailers: NodeJS.Dict<string>;
  json<T = Record<string, unknown>>(): T;
}

export interface Call {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]> | string[];
  body?: string | Buffer;
  agent?: Agent;
}

/** One request with node:http, which sends what it is told. */
export function call(port: number, options: Call = {}): Promise<Answer> {
  const { method = "GET", path = "/api/v1/echo", headers = {}, body, agent } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: "127.0.0.1",
      port,
      method,
      path,
      headers: headers as Record<string, string>,
      agent: agent ?? false,
    });
    request.once("error", reject);
    request.once("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        const bytes = Buffer.concat(parts);
        const text = bytes.toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          text,
          bytes,
          trailers: response.trailers,
          json: () => JSON.parse(text),
        });
      });
    });
    request.end(body);
  });
}

/** Sends bytes and collects what comes back until the server hangs up or `until` is seen. */
export async function raw(
  port: number,
  bytes: string,
  { until, timeoutMs = 15_000 }: { until?: string; timeoutMs?: number } = {},
): Promise<{ text: string; closed: boolean; socket: Socket }> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  let text = "";
  let closed = false;
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (until !== undefined && text.includes(until)) finish();
    });
    socket.on("error", () => {});
    socket.on("end", () => {
      closed = true;
      finish();
    });
    socket.on("close", () => {
      closed = true;
      finish();
    });
  });
  await once(socket, "connect");
  socket.write(bytes, "latin1");
  await done;
  if (until === undefined) socket.destroy();
  return { text, closed, socket };
}

/** Waits until a condition holds. @throws after `timeoutMs` */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
