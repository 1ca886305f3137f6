import { notFound } from "@/lib/manage/route";

export const dynamic = "force-dynamic";

/** What no other handler serves. */
export {
  notFound as GET,
  notFound as POST,
  notFound as PUT,
  notFound as PATCH,
  notFound as DELETE,
  notFound as HEAD,
  notFound as OPTIONS,
};
