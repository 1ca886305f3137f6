import { type Dispatcher, Pool } from "undici";
import { listen } from "./listen";

/*
 * A reverse proxy in Node.js as bare as it can be: method, path and headers go on, the answer
 * comes back. It looks at no key, counts nothing and logs nothing. On undici's lowest layer, which
 * is its fastest.
 */

const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "host"]);

const origin = process.argv[2];
if (!origin) throw new Error("give the upstream's origin");
const pool = new Pool(origin, { pipelining: 1 });

listen((request, response) => {
  const headers: string[] = [];
  const { rawHeaders } = request;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (!HOP_BY_HOP.has(rawHeaders[i]!.toLowerCase()))
      headers.push(rawHeaders[i]!, rawHeaders[i + 1]!);
  }
  const hasBody = request.headers["content-length"] !== undefined;
  const options: Dispatcher.DispatchOptions = {
    path: request.url ?? "/",
    method: (request.method ?? "GET") as Dispatcher.HttpMethod,
    headers,
    body: hasBody ? request : null,
  };
  pool.dispatch(options, {
    onRequestStart() {},
    onResponseStart(_controller, status, answered) {
      const back: string[] = [];
      for (const name in answered) {
        if (!HOP_BY_HOP.has(name)) back.push(name, String(answered[name]));
      }
      response.writeHead(status, back);
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once("drain", () => controller.resume());
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError() {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    },
  });
});
