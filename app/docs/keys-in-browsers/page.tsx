import type { Metadata } from "next";
import { Article } from "../article";
import { CodeBlock } from "../code-block";
import { Anchor, Code, Heading, List, Text } from "../prose";

export const metadata: Metadata = { title: "Keys in browsers" };

const CALL = `const answer = await fetch("https://api.example.com/api/v1/echo", {
  headers: { "X-API-Key": key },
});
const left = answer.headers.get("RateLimit");
if (!answer.ok) console.warn(answer.headers.get("Latchkey-Error"));`;

export default function KeysInBrowsers() {
  return (
    <Article
      href="/docs/keys-in-browsers"
      lead="A page that runs in a browser can call the API by itself, where the operator allows it. Most pages should not: everybody who opens the page can read its key."
    >
      <Heading id="when-not">When not to</Heading>
      <List
        items={[
          "The page is public. Its key is public then, too, and whoever copies it calls at your cost.",
          "The key may do more than this page does. A browser cannot keep a part of a key to itself.",
          "You have a server anyway. Let it hold the key and make the call: the page asks your server, and your server knows who asks.",
        ]}
      />

      <Heading id="when">When it is fine</Heading>
      <List
        items={[
          "The person at the browser owns the key: a console, a playground, a tool for your own team.",
          "The key is made for one visitor, with a small quota and an expiry of minutes or hours.",
          "A trial in development, with a key of the development category.",
        ]}
      />

      <Heading id="how">What the operator sets</Heading>
      <Text>
        Browsers ask before they send a key to another origin. Such a question has no key, and
        without a setting it is refused like every request without one. With{" "}
        <Code>LATCHKEY_CORS_ORIGINS</Code>, a list of origins or <Code>*</Code>, it is answered for
        these origins. It is neither logged nor counted. Cookies are never allowed: the page sends
        the key itself.
      </Text>
      <CodeBlock code={CALL} />
      <Text>
        The page may read <Code>RateLimit</Code>, <Code>RateLimit-Policy</Code>,{" "}
        <Code>Retry-After</Code>, <Code>X-Request-Id</Code> and <Code>Latchkey-Error</Code>, of
        errors as well. Where the setting is there, it speaks in place of the service behind the
        API; without it, that service&apos;s own words on other origins pass.
      </Text>

      <Heading id="damage">Keep the damage small</Heading>
      <List
        items={[
          "Give the key a daily quota a little above what one visitor needs.",
          "Give it an expiry date, and make the next one by itself.",
          <>
            Look at the log now and then: addresses that you do not know are somebody else. See{" "}
            <Anchor href="/docs/best-practices">Best practices</Anchor>.
          </>,
        ]}
      />
    </Article>
  );
}
