import type { Metadata } from "next";
import { Fragment } from "react";
import { QUOTA_NAMES } from "@/lib/quota-windows";
import { Article } from "../article";
import { CodeBlock } from "../code-block";
import { CodeTabs } from "../code-tabs";
import { Anchor, Aside, Code, Facts, Heading, List, Steps, Text } from "../prose";

export const metadata: Metadata = { title: "Introduction" };

const QUOTA_CODES = QUOTA_NAMES.map((name, i) => (
  <Fragment key={name}>
    {i > 0 && ", "}
    <Code>{name}</Code>
  </Fragment>
));

const FIRST_REQUEST = {
  curl: `curl -H "X-API-Key: $LATCHKEY_KEY" https://api.example.com/api/v1/echo`,
  typescript: `const response = await fetch("https://api.example.com/api/v1/echo", {
  headers: { "X-API-Key": process.env.LATCHKEY_KEY! },
});
if (!response.ok) {
  throw new Error(\`\${response.status} \${response.headers.get("Latchkey-Error")}\`);
}
console.log(await response.json());`,
  python: `import os
import requests

response = requests.get(
    "https://api.example.com/api/v1/echo",
    headers={"X-API-Key": os.environ["LATCHKEY_KEY"]},
    timeout=10,
)
if not response.ok:
    raise RuntimeError(f"{response.status_code} {response.headers.get('Latchkey-Error')}")
print(response.json())`,
};

export default function Introduction() {
  return (
    <Article
      href="/docs/introduction"
      lead="This API is called with a key. You make keys in the dashboard, send one with each request, and see each request in the log."
    >
      <Heading id="first-request">Your first request</Heading>
      <Steps
        items={[
          <>
            <Anchor href="/sign-up">Create an account</Anchor>, or{" "}
            <Anchor href="/sign-in">sign in</Anchor>.
          </>,
          <>
            Make a key under <Anchor href="/dashboard/keys/new">API keys → New key</Anchor>, and
            copy it while it is shown: it is shown once.
          </>,
          <>
            Put it into an environment variable, here <Code>LATCHKEY_KEY</Code>, and send it.
          </>,
        ]}
      />
      <CodeTabs {...FIRST_REQUEST} />
      <Text>The answer says back what arrived, and whose key it came with:</Text>
      <CodeBlock
        label="The answer"
        code={`{
  "method": "GET",
  "path": "/api/v1/echo",
  "query": {},
  "caller": {
    "account": { "id": "01998c2e-…", "name": "Acme" },
    "key": { "id": "01998c2f-…", "alias": "web-prod", "category": "production" }
  }
}`}
      />

      <Heading id="sending-the-key">Sending the key</Heading>
      <Text>
        Send the whole key in the <Code>X-API-Key</Code> header. Where a client can only send bearer
        tokens, <Code>Authorization: Bearer</Code> works as well.
      </Text>
      <Facts
        caption="Ways to send a key"
        columns={["Header", "When"]}
        rows={[
          [<Code key="x">X-API-Key: lk_…</Code>, "Always, where you can choose."],
          [<Code key="b">Authorization: Bearer lk_…</Code>, "Where a client knows no other way."],
        ]}
      />
      <List
        items={[
          <>
            Never in the URL: addresses end up in browser histories, proxies&apos; logs and
            referrers. A key there is not looked at.
          </>,
          <>
            In both headers only if it is the same key. Two different ones are answered with{" "}
            <Anchor href="/docs/error-handling#invalid_key">Invalid API Key</Anchor>.
          </>,
          <>
            A key has a prefix, 40 random characters, and 6 characters of checksum, so that a
            mistyped one is told apart at once.
          </>,
        ]}
      />

      <Heading id="what-answers-carry">What each answer carries</Heading>
      <Facts
        caption="Headers of answers"
        columns={["Header", "Meaning"]}
        rows={[
          [
            <Code key="h">X-Request-Id</Code>,
            "The id under which the log has the request. Name it when you ask for help. It is always ours; one that you send is not taken over.",
          ],
          [
            <Code key="h">RateLimit-Policy</Code>,
            <>
              The limits that hold for the key: <Code>second</Code> and <Code>minute</Code> of the
              plan, and those of {QUOTA_CODES} that the key has. <Code>q</Code> is the limit,{" "}
              <Code>w</Code> its window in seconds.
            </>,
          ],
          [
            <Code key="h">RateLimit</Code>,
            <>
              For each of them what remains, <Code>r</Code>, and in how many seconds more comes,{" "}
              <Code>t</Code>.
            </>,
          ],
          [
            <Code key="h">Latchkey-Error</Code>,
            <>
              On errors of ours only: the{" "}
              <Anchor href="/docs/error-handling">error&apos;s code</Anchor>.
            </>,
          ],
        ]}
      />
      <Text>
        The two limit headers come with admitted answers and with limit errors, in the structured
        form of the IETF draft on RateLimit header fields:
      </Text>
      <CodeBlock
        label="Limit headers"
        code={`RateLimit-Policy: "second";q=5;w=1, "minute";q=100;w=60, "daily";q=1000;w=86400
RateLimit: "second";r=4;t=1, "minute";r=98;t=31, "daily";r=412;t=1260`}
      />

      <Heading id="asking-about-a-key">Asking about a key</Heading>
      <Text>
        <Code>GET /api/v1/usage</Code> tells a key about itself: its plan, its quotas with what is
        used and left of each, its expiry, and its credits. It is free, does not count towards
        quotas, and answers also when a quota is reached.
      </Text>
      <CodeBlock code={`curl -H "X-API-Key: $LATCHKEY_KEY" https://api.example.com/api/v1/usage`} />
      <Aside>
        All endpoints are in the <Anchor href="/docs/api">API reference</Anchor>, and for machines
        in <Code>/api/openapi.json</Code>.
      </Aside>
    </Article>
  );
}
