import type { Metadata } from "next";
import { type ErrorCode, ERRORS } from "@/lib/errors";
import { QUOTA_NAMES } from "@/lib/quota-windows";
import { Article } from "../article";
import { CodeBlock } from "../code-block";
import { CodeTabs } from "../code-tabs";
import { Anchor, Code, Details, Facts, Heading, List, SubHeading, Text } from "../prose";
import { CAUSES } from "./error-facts";

export const metadata: Metadata = { title: "Error handling" };

const CODES = Object.keys(CAUSES) as ErrorCode[];

const RETRYING = {
  curl: `curl --fail-with-body --retry 5 --retry-max-time 120 \\
  -H "X-API-Key: $LATCHKEY_KEY" https://api.example.com/api/v1/echo
# curl waits as Retry-After says, and retries 429 and 503, but not 401.`,
  typescript: `const RETRYABLE = new Set(["plan_second", "plan_minute", "unavailable"]);

async function call(url: string, attempt = 1): Promise<Response> {
  const response = await fetch(url, {
    headers: { "X-API-Key": process.env.LATCHKEY_KEY! },
  });
  const code = response.headers.get("Latchkey-Error");
  if (code === null || !RETRYABLE.has(code) || attempt === 5) return response;
  const waitS = Number(response.headers.get("Retry-After") ?? 1);
  await new Promise((done) => setTimeout(done, (waitS + Math.random()) * 1000));
  return call(url, attempt + 1);
}`,
  python: `import os, random, time
import requests

RETRYABLE = {"plan_second", "plan_minute", "unavailable"}

def call(url, attempts=5):
    for attempt in range(attempts):
        response = requests.get(
            url, headers={"X-API-Key": os.environ["LATCHKEY_KEY"]}, timeout=10
        )
        code = response.headers.get("Latchkey-Error")
        if code not in RETRYABLE or attempt == attempts - 1:
            return response
        time.sleep(int(response.headers.get("Retry-After", 1)) + random.random())`,
};

export default function ErrorHandling() {
  return (
    <Article
      href="/docs/error-handling"
      lead="A request that is not admitted gets one clear error, with a code that never changes. This page lists them all, and says which are worth trying again."
    >
      <Heading id="shape">What an error looks like</Heading>
      <Text>
        The body is JSON with one field for people. The header <Code>Latchkey-Error</Code> holds the
        code for programs: decide by it, not by the text.
      </Text>
      <CodeBlock
        label="An error"
        code={`HTTP/1.1 401 Unauthorized
Content-Type: application/json
Cache-Control: no-store
Latchkey-Error: ${"quota_daily"}
WWW-Authenticate: Bearer
Retry-After: 1260
X-Request-Id: 01998c2e-5f0a-7cc3-98c4-dc0c0c07398f

{"error":"${ERRORS.quota_daily.error}"}`}
      />
      <List
        items={[
          <>
            Every 401 carries <Code>WWW-Authenticate: Bearer</Code>.
          </>,
          <>
            403, 429, 503 and the rolling quotas carry <Code>Retry-After</Code> in whole seconds. A
            total quota does not: time does not help there.
          </>,
          <>
            Limit errors carry <Code>RateLimit-Policy</Code> and <Code>RateLimit</Code>, as admitted
            answers do.
          </>,
          <>
            Answers without <Code>Latchkey-Error</Code> come from the endpoint itself: your key was
            accepted.
          </>,
        ]}
      />
      <SubHeading id="problems">Problem details</SubHeading>
      <Text>
        Send <Code>Accept: application/problem+json</Code>, and errors are problems after RFC 9457:
      </Text>
      <CodeBlock
        label="An error as problem details"
        code={JSON.stringify(
          {
            type: "/docs/error-handling#quota_daily",
            title: ERRORS.quota_daily.error,
            status: ERRORS.quota_daily.status,
            detail: ERRORS.quota_daily.detail,
            code: "quota_daily",
          },
          null,
          2,
        )}
      />

      <Heading id="order">The order of checks</Heading>
      <Text>
        Checks are made in this order, and the first that fails answers: address not blocked, key
        present and well-formed, key known, key active, key not expired, plan limit per second, plan
        limit per minute, then the quotas {QUOTA_NAMES.join(", ")}. Nothing is consumed before all
        have passed.
      </Text>

      <Heading id="all">All errors</Heading>
      <Facts
        caption="All errors"
        columns={["Code", "Status", "Body's error"]}
        rows={CODES.map((code) => [
          <Anchor key="code" href={`#${code}`}>
            <code className="font-mono text-[13px]">{code}</code>
          </Anchor>,
          ERRORS[code].status,
          ERRORS[code].error,
        ])}
      />
      {CODES.map((code) => (
        <section key={code} aria-labelledby={code}>
          <SubHeading id={code}>
            <span className="font-mono">{code}</span>
          </SubHeading>
          <Details
            items={[
              ["Answer", `${ERRORS[code].status}, ${ERRORS[code].error}`],
              ["Why", CAUSES[code].cause],
              ["What to do", ERRORS[code].detail],
              ["Try again?", CAUSES[code].retry],
            ]}
          />
        </section>
      ))}

      <Heading id="retrying">Trying again</Heading>
      <Text>
        Try again only what can go better: plan limits, an unavailable service, and, if you can wait
        that long, a rolling quota. Wait at least as long as <Code>Retry-After</Code> says, and add
        something random. Never try a rejected key again in a loop.
      </Text>
      <CodeTabs {...RETRYING} />
    </Article>
  );
}
