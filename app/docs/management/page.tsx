import type { Metadata } from "next";
import { MANAGE_OPENAPI } from "@/lib/manage/openapi";
import { PROBLEMS } from "@/lib/answers/problems";
import { SCOPES } from "@/lib/tokens/schema";
import { Article } from "../article";
import { CodeBlock } from "../code-block";
import { Code, Facts, Heading, List, Text } from "../prose";
import { ManagedOperation } from "./managed-operation";

export const metadata: Metadata = { title: "Management API" };

const TOKEN = `npm run -s cli -- tokens create --name billing \\
  --scope accounts:write keys:write`;

const FIRST_CALLS = `curl -X POST $ORIGIN/api/manage/v1/accounts \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -H "Idempotency-Key: customer-4711" \\
  -d '{"name":"Acme","externalId":"4711","plan":"pro"}'

curl -X POST $ORIGIN/api/manage/v1/accounts/$ACCOUNT/keys \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"alias":"web","quotas":{"daily":1000}}'`;

const PORTAL = `curl -X POST $ORIGIN/api/manage/v1/portal-sessions \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"externalId":"4711","returnUrl":"https://app.example.com/settings"}'`;

const operations = Object.entries(MANAGE_OPENAPI.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

export default function ManagementApi() {
  return (
    <Article
      href="/docs/management"
      lead={
        <>
          For the backend of whoever runs this API: accounts, keys, plans, logs and usage. For
          machines:{" "}
          <a
            href="/api/manage/v1/openapi.json"
            className="text-accent underline underline-offset-3"
          >
            /api/manage/v1/openapi.json
          </a>
          .
        </>
      }
    >
      <Heading id="tokens">Tokens</Heading>
      <Text>
        The operator makes a token on the command line. Its secret is shown this once. It belongs on
        a server: never in a browser, and never in a URL.
      </Text>
      <CodeBlock label="Make a token" code={TOKEN} />
      <Text>
        Each endpoint asks for one scope. A token may call 1,200 times a minute, over all instances
        together.
      </Text>
      <List
        items={SCOPES.map((scope) => (
          <Code key={scope}>{scope}</Code>
        ))}
      />
      <Heading id="first-calls">First calls</Heading>
      <CodeBlock label="An account, and a key of it" code={FIRST_CALLS} />
      <Heading id="rules">What holds for all calls</Heading>
      <List
        items={[
          <>
            <strong>Bodies</strong> are JSON of up to 1 MiB. A field that nobody knows is an error.
          </>,
          <>
            <strong>Lists</strong> have <Code>data</Code> and <Code>nextCursor</Code>. They take{" "}
            <Code>limit</Code> (1 to 200) and <Code>cursor</Code>.
          </>,
          <>
            <strong>Idempotency-Key</strong> on a <Code>POST</Code>: the same call again gets the
            same answer for 24 hours, and is done once. With another body it is 409. A call that was
            refused keeps nothing, so the key may be used again.
          </>,
          <>
            <strong>Suspended</strong> accounts lose nothing: their keys are refused with 403 at
            every instance, as soon as a key that is switched off.
          </>,
        ]}
      />
      <Heading id="move-in">Moving in</Heading>
      <Text>
        Keys of another system go on working. Send the SHA-256 of each whole key, a thousand a call.
        The keys themselves stay where they are. As those keys have no checksum of ours, a text that
        is no key at all is looked up once from then on, and remembered.
      </Text>
      <Heading id="portal">Keys under your own button</Heading>
      <Text>
        An app that has a sign-in of its own makes a link for a customer of its own and sends their
        browser there. The link can be opened once, within five minutes. It signs a person in to the
        account’s keys, logs and usage for an hour, without its settings. A suspension ends such a
        visit, and so does a revocation of the token.
      </Text>
      <CodeBlock label="Make a link, when the button is pressed" code={PORTAL} />
      <List
        items={[
          <>
            <strong>Take the customer from your own session</strong>, never from what a browser
            sends: whoever has the link has the account’s keys.
          </>,
          <>
            <strong>returnUrl</strong> must be of an origin that the setting{" "}
            <Code>LATCHKEY_PORTAL_RETURN_ORIGINS</Code> names. Pages of the visit lead back to it.
          </>,
          <>
            <strong>Neither store nor log</strong> a link. To look at it uses nothing up: previews
            and prefetches do no harm.
          </>,
        ]}
      />
      <Heading id="deletion">Deleting an account</Heading>
      <Text>
        Suspend it first. Then its people, keys, settings and sessions go, and there is no way back.
        Its log rows and sums stay for your own figures, without addresses and user agents.
      </Text>
      {operations.map(({ path, method, operation }) => (
        <ManagedOperation
          key={operation.operationId}
          path={path}
          method={method.toUpperCase()}
          operation={operation}
        />
      ))}
      <Heading id="errors">Errors</Heading>
      <Text>
        Every error is a problem (RFC 9457) with a <Code>code</Code>; 422 says in{" "}
        <Code>errors</Code> which fields are at fault.
      </Text>
      <Facts
        caption="Codes of the management API"
        columns={["Code", "Status", "What to do"]}
        rows={Object.entries(PROBLEMS).map(([code, { status, detail }]) => [
          <span key="code" id={code}>
            <Code>{code}</Code>
          </span>,
          String(status),
          detail,
        ])}
      />
    </Article>
  );
}
