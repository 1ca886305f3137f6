import type { Metadata } from "next";
import Link from "next/link";
import { SiteHeader } from "@/components/site-header";
import { SkipLink } from "@/components/skip-link";
import { Button } from "@/components/ui/button";
import { formatList } from "@/lib/format/list";
import { QUOTA_NAMES } from "@/lib/quota-windows";

export const metadata: Metadata = {
  title: { absolute: "Latchkey: the API-key layer of your API" },
};

const SAMPLE = `$ curl -i -H "X-API-Key: $LATCHKEY_KEY" https://api.example.com/api/v1/echo

HTTP/1.1 200 OK
RateLimit-Policy: "second";q=5;w=1, "minute";q=100;w=60, "daily";q=1000;w=86400
RateLimit: "second";r=4;t=1, "minute";r=99;t=60, "daily";r=999;t=86400
X-Request-Id: 01998c2e-5f0a-7cc3-98c4-dc0c0c07398f

{"method":"GET","path":"/api/v1/echo","query":{},
 "caller":{"account":{…},"key":{"alias":"web-prod","category":"production"}}}`;

const CAPS = formatList(QUOTA_NAMES, "and").replace(/^./, (first) => first.toUpperCase());

const FEATURES = [
  {
    title: "Keys that people manage themselves",
    text: "Your customers sign in, create keys with an alias, a category and an expiry, and switch them off. A key that is switched off is rejected from the next request on.",
  },
  {
    title: "Quotas exact to the request",
    text: `${CAPS} caps on rolling windows. With a quota of 1,000 exactly 1,000 requests are admitted, however many arrive at once.`,
  },
  {
    title: "A row for every request",
    text: "Endpoint, status, duration, address, credits, and why it was answered as it was. The row is safe before the answer's first byte leaves.",
  },
  {
    title: "Rotation without downtime",
    text: "A replacement beside the old key, the traffic on both in view, and the old one switched off when nobody uses it any more.",
  },
];

export default function Landing() {
  return (
    <>
      <SkipLink />
      <SiteHeader />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-[960px] px-4 py-14 outline-none md:px-8 md:py-20"
      >
        <h1 className="max-w-[22ch] text-[28px] leading-9 font-semibold tracking-tight text-balance md:text-4xl md:leading-11">
          The API-key layer of your API, in one app that you own
        </h1>
        <p className="mt-4 max-w-[62ch] text-base leading-7 text-pretty text-muted">
          Latchkey is for people who sell or share an API. It gives your customers a dashboard for
          their keys, and puts quotas, rate limits and a request log in front of your endpoints,
          whether they live in this app or in any HTTP service behind it.
        </p>
        <div className="mt-7 flex flex-wrap gap-3">
          <Button asChild variant="primary">
            <Link href="/sign-up">Create an account</Link>
          </Button>
          <Button asChild>
            <Link href="/sign-in">Sign in</Link>
          </Button>
          <Button asChild variant="ghost">
            <Link href="/docs/introduction">Read the docs</Link>
          </Button>
        </div>
        <pre
          aria-label="A request and its answer"
          tabIndex={0}
          className="mt-12 overflow-x-auto rounded-lg border bg-surface p-4 font-mono text-[13px] leading-6 md:p-5"
        >
          <code>{SAMPLE}</code>
        </pre>
        <ul className="mt-12 grid gap-x-10 gap-y-8 md:grid-cols-2">
          {FEATURES.map(({ title, text }) => (
            <li key={title}>
              <h2 className="text-base font-semibold">{title}</h2>
              <p className="mt-1 text-sm leading-6 text-pretty text-muted">{text}</p>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}
