import type { Metadata } from "next";
import { Article } from "../article";
import { CodeTabs } from "../code-tabs";
import { Anchor, Code, Heading, List, Steps, Text } from "../prose";

export const metadata: Metadata = { title: "Best practices" };

const READING = {
  curl: `# From the environment, and so neither in the script nor in the shell's history
curl -H "X-API-Key: $LATCHKEY_KEY" https://api.example.com/api/v1/echo`,
  typescript: `const key = process.env.LATCHKEY_KEY;
if (!key) throw new Error("LATCHKEY_KEY is not set");`,
  python: `import os

key = os.environ["LATCHKEY_KEY"]  # fails at once where it is not set`,
};

export default function BestPractices() {
  return (
    <Article
      href="/docs/best-practices"
      lead="A key is a password for programs: whoever has it can call in your name and at your cost. These habits keep the damage small, and the day on which you need them short."
    >
      <Heading id="storing">Keep keys out of code</Heading>
      <List
        items={[
          "Keep them in environment variables or a secret store, and read them at start.",
          "Never commit them, and never send them in chats, tickets or mails. Let a secret scanner look for the key's prefix in your repositories.",
          <>
            Never put one into an app or a public web page: whoever runs it can read it. Let your
            server make the call; see{" "}
            <Anchor href="/docs/keys-in-browsers">Keys in browsers</Anchor>.
          </>,
          <>
            Send them in the <Code>X-API-Key</Code> header over HTTPS, never in a URL.
          </>,
        ]}
      />
      <CodeTabs {...READING} />

      <Heading id="one-each">One key for each place</Heading>
      <Text>
        Give every environment, service and partner a key of its own, with an alias that says who it
        is. Then the log tells you who called, and you can revoke one without stopping the others.
      </Text>

      <Heading id="limits">Limit what a key can do</Heading>
      <List
        items={[
          "Set quotas a good deal above what is normal: they cost nothing until something runs wild, and then they stop it.",
          "Use daily quotas against sudden mistakes, monthly ones against slow drift, and a total quota for trials.",
          "Set an expiry for scripts, CI and partners. Renewing a key is less work than finding a forgotten one.",
          "Use the development category, and small quotas, for keys on people's own machines.",
        ]}
      />

      <Heading id="rotating">Rotate, and be able to</Heading>
      <Text>
        Rotate on a schedule, when people with access leave, and at any suspicion. Do it the way the{" "}
        <Anchor href="/docs/api-keys#rotating">wizard</Anchor> does: new key first, deploy it
        everywhere, see that the old one falls silent, then deactivate it. A rotation that you have
        practised is one that you can do at night.
      </Text>

      <Heading id="calling">Call politely</Heading>
      <List
        items={[
          <>
            Read <Code>RateLimit</Code>, and slow down before you are told to.
          </>,
          <>
            Wait as long as <Code>Retry-After</Code> says, with some random delay, and give up after
            a few attempts.
          </>,
          <>
            Decide by <Code>Latchkey-Error</Code>. Do not try again what cannot go better; see{" "}
            <Anchor href="/docs/error-handling#retrying">Trying again</Anchor>.
          </>,
          "Spread scheduled work over the minute, rather than start all of it at second zero.",
          <>
            Keep <Code>X-Request-Id</Code> in your own logs. With it, a request is found in one
            step.
          </>,
        ]}
      />

      <Heading id="watching">Watch</Heading>
      <List
        items={[
          <>
            Look through the <Anchor href="/dashboard/keys/logs">request log</Anchor> now and then:
            unknown addresses, paths that you do not use and traffic at odd hours are what a leaked
            key looks like.
          </>,
          <>
            Ask <Code>GET /api/v1/usage</Code> from your monitoring: it is free, and says how much
            of each quota is left.
          </>,
          "Deactivate keys that nobody has used for months. They can be reactivated.",
        ]}
      />

      <Heading id="leaked">When a key has leaked</Heading>
      <Steps
        items={[
          "Deactivate it now, if you can bear the outage. It is rejected everywhere at once.",
          "If you cannot, create a replacement, deploy it, and deactivate the leaked key as soon as possible. Until then give it a tight daily quota.",
          "Filter the log by the key, and look for addresses and paths that are not yours, from the day on which it may have leaked.",
          "Find out how it got out, and take it out of there: a deleted line is still in a repository's history.",
        ]}
      />
    </Article>
  );
}
