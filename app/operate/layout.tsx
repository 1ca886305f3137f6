import DashboardLayout from "../dashboard/layout";
import { requireOperator } from "./operator-database";

export const metadata = { title: { default: "Operate", template: "%s · Latchkey" } };

/** The dashboard's frame, for operators alone. */
export default async function OperateLayout({ children }: { children: React.ReactNode }) {
  await requireOperator();
  return <DashboardLayout>{children}</DashboardLayout>;
}
