import { route } from "@/lib/manage/routes";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route("/portal-sessions");
