import type { Metadata } from "next";
import { ERRORS } from "@/lib/errors";
import { QUOTA_NAMES, QUOTA_WINDOWS, quotaCode, type QuotaName } from "@/lib/quota-windows";
import { Article } from "../article";
import { CodeBlock } from "../code-block";
import { Anchor, Aside, Code, Facts, Heading, List, Steps, SubHeading, Text } from "../prose";

export const metadata: Metadata = { title: "API keys" };

function quotaRow(name: QuotaName): string[] {
  const { span } = QUOTA_WINDOWS[name];
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return span === null
    ? [
        title,
        "All requests since the key was made",
        "The key stays blocked for good, unless you raise the quota",
      ]
    : [title, `The last ${span}`, `Capacity returns as requests grow older than ${span}`];
}

export default function ApiKeys() {
  return (
    <Article
      href="/docs/api-keys"
      lead="A key says who calls. You make, limit, watch, rotate and retire keys in the dashboard; this page says what each setting does."
    >
      <Text>
        How a key travels with a request is in the{" "}
        <Anchor href="/docs/introduction#sending-the-key">Introduction</Anchor>.
      </Text>

      <Heading id="creating">Creating a key</Heading>
      <Steps
        items={[
          <>
            Open <Anchor href="/dashboard/keys/new">API keys → New key</Anchor>. Give an alias,
            choose a category and, if you want them, quotas and an expiry date.
          </>,
          <>
            Save, and copy the secret from the dialog straight into an environment variable or a
            secret store. It is shown this once. We keep only a hash of it, so nobody can show it
            again; a lost secret is replaced by <Anchor href="#rotating">rotating</Anchor> the key.
          </>,
        ]}
      />
      <Text>
        Lists show a key by its prefix and its last four characters, such as <Code>lk_…a9Fq</Code>.
      </Text>

      <Heading id="fields">Fields of a key</Heading>
      <Facts
        caption="Fields of a key"
        columns={["Field", "What it is"]}
        rows={[
          [
            "Alias",
            "Your name for the key, 1 to 64 characters, unique in your account without regard to upper and lower case. It stands in the log and in filters.",
          ],
          [
            "Category",
            <>
              A label to sort keys by; see <Anchor href="#categories">Categories</Anchor>. Requests
              are treated the same whatever it says.
            </>,
          ],
          [
            "Active",
            <>
              Whether the key works. Switched off, it is rejected from the next request on with{" "}
              <Anchor href="/docs/error-handling#inactive_key">401 Inactive API Key</Anchor>.
            </>,
          ],
          [
            "Expires",
            "A moment after which the key stops working. Empty: never. The form offers 7, 30 and 90 days, a year, or a date, which means the end of that day in your time zone.",
          ],
          [
            "Request quotas",
            <>
              Caps on how many requests the key may make; see <Anchor href="#quotas">Quotas</Anchor>
              . Empty: no cap.
            </>,
          ],
        ]}
      />

      <Heading id="categories">Categories</Heading>
      <Text>
        A category helps you to find and compare keys: the log and the usage page can be filtered
        and summed by it. It changes nothing about how requests are served.
      </Text>
      <Facts
        caption="Categories"
        columns={["Category", "Meant for"]}
        rows={[
          [<Code key="c">production</Code>, "Live traffic and systems that customers depend on"],
          [<Code key="c">development</Code>, "Work and tests on your own machine"],
          [<Code key="c">staging</Code>, "Systems before production, and CI"],
          [
            "Custom",
            <>
              Any text of 1 to 32 characters, for example <Code>sandbox</Code> or{" "}
              <Code>partner-acme</Code>
            </>,
          ],
        ]}
      />
      <Aside>
        Give each environment a key of its own. Then you can revoke or rotate one without touching
        the others.
      </Aside>

      <Heading id="quotas">Quotas</Heading>
      <Text>
        A quota caps how many requests one key may make. Each key can have any of these, independent
        of each other, and each a whole number from 1 to 1,000,000,000,000.
      </Text>
      <Facts
        caption="Quotas"
        columns={["Quota", "Counts", "When it is reached"]}
        rows={QUOTA_NAMES.map(quotaRow)}
      />
      <SubHeading id="rolling-windows">Rolling windows</SubHeading>
      <Text>
        Windows roll: daily means the 24 hours up to this moment, not since midnight, and there is
        no moment at which everything starts from zero. A request never leaves a window early, and
        at most one minute late.
      </Text>
      <SubHeading id="exact">Exact to the request</SubHeading>
      <Text>
        With a quota of 1,000 exactly 1,000 requests are admitted, however many arrive at once and
        however many servers answer them. Counts are not estimates and are not cached for hours.
      </Text>
      <SubHeading id="what-counts">What counts</SubHeading>
      <List
        items={[
          "Every request that was admitted counts, whatever the endpoint then answered, an error included.",
          "Rejected requests do not count: a client that keeps trying does not keep itself blocked.",
          <>
            Free endpoints, such as <Code>GET /api/v1/usage</Code>, do not count.
          </>,
        ]}
      />
      <SubHeading id="quota-reached">When a quota is reached</SubHeading>
      <Text>
        The answer is 401, and names the quota. Where several are reached, the first in the order{" "}
        {QUOTA_NAMES.join(", ")} is named.
      </Text>
      <CodeBlock
        label="Bodies of quota errors"
        code={QUOTA_NAMES.map((name) => `{ "error": "${ERRORS[quotaCode(name)].error}" }`).join(
          "\n",
        )}
      />
      <Text>
        For the rolling quotas, <Code>Retry-After</Code> says in how many seconds there is room for
        one more request.
      </Text>

      <Heading id="plan-limits">Plan limits</Heading>
      <Text>
        Quotas belong to a key and cap its volume. Plan limits belong to the account and cap its
        speed: so many requests per second and per minute, all keys taken together. They are
        answered with <Anchor href="/docs/error-handling#plan_second">429</Anchor>, not 401. Your
        plan and its limits are under <Anchor href="/dashboard/settings">Settings</Anchor>. These
        come shipped; the operator may have changed them:
      </Text>
      <Facts
        caption="Shipped plans"
        columns={["Plan", "Per second", "Per minute"]}
        rows={[
          ["Free", "5", "100"],
          ["Pro", "50", "1,500"],
          ["Scale", "500", "15,000"],
        ]}
      />

      <Heading id="expiry">Expiry</Heading>
      <Text>
        Set an expiry where a key might be forgotten: in scripts, CI pipelines, and integrations
        that partners run. From that moment on, requests are answered with status 401 and
      </Text>
      <CodeBlock label="Body of the expiry error" code={`{ "error": "Expired API Key" }`} />
      <Text>
        Make and deploy a replacement before the date, and nothing goes down. Keys that expire
        within 14 days are marked in the list. An expired key keeps its history, and works again if
        you move its date.
      </Text>

      <Heading id="logs">Request logs</Heading>
      <Text>
        <Anchor href="/dashboard/keys/logs">API keys → Logs</Anchor> has a row for every request
        made with a key of yours, admitted or rejected. Only while an address is blocked may some of
        its requests be missing. Each shows:
      </Text>
      <Facts
        caption="Columns of the log"
        columns={["Field", "What it is"]}
        rows={[
          ["Time", "When it arrived, in your time zone"],
          ["Key", "The alias of the key"],
          [
            "Endpoint",
            "Method and path. The query string is left out, because it may hold secrets",
          ],
          ["Status", "The status that the client really got"],
          [
            "Duration",
            "From the request's arrival to the first byte of the answer, in milliseconds",
          ],
          ["IP", "The address that called"],
          ["Credits", "What the request was charged"],
        ]}
      />
      <Text>
        Open a row to see why it was answered as it was: each check, in order, with the counters of
        that moment. Use the log to audit what a key does, to find out why a client fails, and to
        recognise traffic from a key that has leaked: unknown addresses, odd paths, odd hours.
      </Text>
      <Text>
        Requests with an unknown key, or with none, belong to no account and are in no log.
      </Text>
      <SubHeading id="credits">Credits</SubHeading>
      <Text>
        Each endpoint says what a request costs, 1 credit unless stated otherwise. Only answers of
        2xx are charged; errors cost 0, whoever caused them.
      </Text>

      <Heading id="deactivating-and-deleting">Deactivating and deleting</Heading>
      <Facts
        caption="Deactivating and deleting compared"
        columns={["Action", "What happens"]}
        rows={[
          [
            "Deactivate",
            "Requests with the key are rejected at once. Its settings and history stay, and it can be reactivated.",
          ],
          [
            "Delete",
            "The key and its settings are gone for good. Possible only while the key has never been used.",
          ],
        ]}
      />
      <Text>
        A key is used as soon as the log has one row for it, even a rejected one. From then on it
        cannot be deleted: its history stays for billing and auditing. So deactivate, rather than
        delete.
      </Text>

      <Heading id="rotating">Rotating a key</Heading>
      <Text>
        Rotating puts a new key in an old one&apos;s place without downtime. The wizard under{" "}
        <em>Actions → Rotate</em> leads through three steps:
      </Text>
      <Steps
        items={[
          <>
            <strong>Create the replacement.</strong> It takes over category, quotas and expiry
            policy, and gets an alias of its own. Its quotas start fresh, unless you let both keys
            draw on one budget while both are active.
          </>,
          <>
            <strong>Deploy the new key.</strong> Change the environment variable everywhere the old
            key is used, and redeploy. The page shows the traffic on both keys, and who still uses
            the old one.
          </>,
          <>
            <strong>Deactivate the old key.</strong> At once, or at a moment that you set. What
            still uses it is rejected; its history stays.
          </>,
        ]}
      />
      <Text>
        You can do the same by hand, with <em>New key</em> and <em>Deactivate</em>.
      </Text>

      <Heading id="errors">Errors in short</Heading>
      <Facts
        caption="Errors in short"
        columns={["Error", "Status", "Cause"]}
        rows={[
          ["Invalid API Key", "401", "The key is missing, malformed or unknown"],
          ["Inactive API Key", "401", "The key is switched off"],
          ["Expired API Key", "401", "The key's expiry date has passed"],
          ["Rate limit exceeded: quota …", "401", "One of the key's quotas is reached"],
          [
            "You have exceeded the … rate limit on your subscription",
            "429",
            "The plan's limit per second or per minute is reached",
          ],
          ["IP temporarily blocked", "403", "The address sent too many unknown keys"],
        ]}
      />
      <Text>
        All of them, with what to do about each:{" "}
        <Anchor href="/docs/error-handling">Error handling</Anchor>. How to keep keys safe:{" "}
        <Anchor href="/docs/best-practices">Best practices</Anchor>. What the words mean:{" "}
        <Anchor href="/docs/glossary">Glossary</Anchor>.
      </Text>
    </Article>
  );
}
