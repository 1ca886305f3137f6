/*
 * An app with a sign-in of its own, which opens its customers' API keys under its own button: no more than node:http.
 *
 *   LATCHKEY_URL    where Latchkey is, such as http://127.0.0.1:3000
 *   LATCHKEY_TOKEN  an operator token with the scope portal:write
 *   PORT            where this app listens; Latchkey's LATCHKEY_PORTAL_RETURN_ORIGINS must name its origin
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

const { LATCHKEY_URL = "http://127.0.0.1:3000", LATCHKEY_TOKEN, PORT = "4000" } = process.env;
const ORIGIN = `http://127.0.0.1:${PORT}`;

/** Who is signed in here, by the cookie of this app. A real app asks for a password first. */
const sessions = new Map();
const customerOf = ({ headers }) =>
  sessions.get(/(?:^|; )app=([\w-]+)/.exec(headers.cookie ?? "")?.[1]);

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const html = (response, body, status = 200) =>
  response
    .writeHead(status, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" })
    .end(`<!doctype html><html lang="en"><title>Example app</title><main>${body}</main></html>`);

const SIGN_IN = `<h1>Example app</h1><form method="post" action="/sign-in">
  <label>Customer <input name="customer" required></label> <button>Sign in</button></form>`;

const welcome = (customer) => `<h1>Hello, ${escaped(customer)}</h1>
  <form method="post" action="/api-keys"><button>API keys</button></form>`;

/** Asks Latchkey for a link. `externalId` is what this app calls the customer, from its own session: never from a form. */
async function portalLink(customer) {
  const answer = await fetch(`${LATCHKEY_URL}/api/manage/v1/portal-sessions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${LATCHKEY_TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify({ externalId: customer, returnUrl: `${ORIGIN}/` }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} ${body.code}: ${body.detail}`);
  return body.url;
}

async function formOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

async function handle(request, response) {
  const customer = customerOf(request);
  switch (`${request.method} ${request.url}`) {
    case "GET /":
      return html(response, customer ? welcome(customer) : SIGN_IN);
    case "POST /sign-in": {
      const id = randomBytes(16).toString("base64url");
      sessions.set(id, (await formOf(request)).get("customer") ?? "");
      const cookie = `app=${id}; HttpOnly; SameSite=Lax; Path=/`;
      return response.writeHead(303, { Location: "/", "Set-Cookie": cookie }).end();
    }
    case "POST /api-keys":
      if (!customer) return html(response, SIGN_IN, 401);
      // Made for this click, and neither kept nor logged.
      return response
        .writeHead(303, { Location: await portalLink(customer), "Cache-Control": "no-store" })
        .end();
    default:
      return html(response, "<h1>Not found</h1>", 404);
  }
}

createServer((request, response) => {
  handle(request, response).catch((error) => {
    console.error(error);
    html(response, "<h1>Your API keys cannot be opened at this moment.</h1>", 502);
  });
}).listen(Number(PORT), "127.0.0.1", () => console.log(`The example app is on ${ORIGIN}`));
