import { listen } from "./listen";

/* The least that a Node.js server can do: a small JSON answer, the same for every request. */

const BODY = Buffer.from(JSON.stringify({ hello: "world" }));

listen((_request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": BODY.length });
  response.end(BODY);
});
